/** The rule packs there are: `cn`, the law; `demo`, the same periods with every day shortened to a second. */
export const rulePackNames = ['cn', 'demo'] as const
