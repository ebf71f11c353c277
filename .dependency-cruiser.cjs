/** Floors and columns: imports run downwards only, and a feature is entered through its index.ts. */
const life = [
  'ledger',
  'identity',
  'catalogue',
  'projects',
  'notices',
  'bids',
  'opening',
  'coefficient',
  'experts',
  'evaluation',
  'awards',
  'deposits',
  'supervision',
  'archive',
  'notifications',
]
const later = life.map((feature, index) => ({
  name: `${feature}-knows-nothing-later`,
  comment: 'A feature uses only features earlier in the life of a tender; backwards only through events.',
  from: { path: `^server/features/${feature}/` },
  to: { path: life.slice(index + 1).length === 0 ? '^$' : `^server/features/(${life.slice(index + 1).join('|')})/` },
}))

const rules = [
  { name: 'no-circular', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
  {
    name: 'shared-is-the-ground',
    from: { path: '^shared/' },
    to: { path: '^(server|client|cli|certs|test|bench)/' },
  },
  { name: 'shared-knows-no-node', from: { path: '^shared/' }, to: { dependencyTypes: ['core'] } },
  {
    name: 'client-and-server-never-meet',
    from: { path: '^client/' },
    to: { path: '^(server|cli|certs|test)/' },
  },
  {
    name: 'client-platform-knows-no-feature',
    comment: 'What the pages stand on knows nothing of the trade.',
    from: { path: '^client/(platform|ui|i18n)/' },
    to: { path: '^client/(features|app)/' },
  },
  {
    name: 'client-features-know-no-frame',
    from: { path: '^client/features/' },
    to: { path: '^client/app/' },
  },
  {
    name: 'public-pages-are-light',
    comment: 'Public pages are plain components: antd is for the workbenches only.',
    from: { path: '^client/(main|ui/|app/(?!workbench)|features/(notices|opening|ledger|help|catalogue)/)' },
    to: { path: 'node_modules/antd/' },
  },
  {
    name: 'server-knows-no-client',
    from: { path: '^server/', pathNot: '^server/cli/demo/' },
    to: { path: '^(client|cli|certs|test|bench)/' },
  },
  {
    name: 'demo-makes-its-certificates',
    comment: 'The demo alone issues certificates for invented people; nothing else of the server knows how.',
    from: { path: '^server/cli/demo/' },
    to: { path: '^(client|cli|test|bench)/' },
  },
  {
    name: 'cli-knows-shared-only',
    from: { path: '^cli/' },
    to: { path: '^(server|client|certs|test|bench)/' },
  },
  {
    name: 'platform-knows-no-feature',
    from: { path: '^server/platform/' },
    to: { path: '^server/(features|cli|app|main|wire)' },
  },
  {
    name: 'features-meet-at-the-door',
    comment: 'Another feature is used through its index.ts only.',
    from: { path: '^server/features/([^/]+)/' },
    to: { path: '^server/features/([^/]+)/(?!index\\.ts$)', pathNot: '^server/features/$1/' },
  },
  {
    name: 'only-routes-see-http',
    comment: 'In a feature the routes file alone knows how requests arrive.',
    from: { path: '^server/features/', pathNot: '\\.routes\\.ts$' },
    to: { path: '^server/platform/http/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'express-lives-in-http',
    from: { path: '^server/(?!platform/http/)(?!app\\.ts)' },
    to: { path: 'node_modules/express/' },
  },
  {
    name: 'mongoose-lives-in-models',
    comment: 'In a feature only models see mongoose at run time; types are free.',
    from: { path: '^server/features/', pathNot: '\\.model\\.ts$' },
    to: { path: 'node_modules/mongoose/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'not-to-dev-dep',
    from: { path: '^(server|shared|cli)/', pathNot: '^server/vite\\.config\\.ts$' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
  },
  ...later,
]

module.exports = {
  forbidden: rules.map((rule) => ({ ...rule, severity: 'error' })),
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.cjs', '.mjs', '.json'],
    },
  },
}
