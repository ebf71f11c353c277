import * as contracts from '#shared/contracts/notices/questions.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import { answerQuestion } from './answer-question.ts'
import type { NoticesDeps } from './deps.ts'
import { answerObjection, fileObjection, listObjections, presentObjection } from './objections.ts'
import { askQuestion, listOpenQuestions, listQuestions, lookUpQuestion, presentAnswer } from './questions.ts'

/** Adds the endpoints of questions and objections. */
export function registerQuestionsRoutes(http: HttpRegistrar, deps: NoticesDeps): void {
  http.route(contracts.askQuestionContract, async ({ body, at }) => {
    await askQuestion(deps, body, at)
    return undefined
  })
  http.route(contracts.lookUpQuestionContract, ({ body }) => lookUpQuestion(deps, body.token))
  http.route(contracts.listQuestionsContract, ({ params }) => listQuestions(deps, params.tender))
  http.route(contracts.listOpenQuestionsContract, ({ params, actor }) => {
    assertHolds(actor !== undefined, 'the policy lets only signed-in actors see open questions')
    return listOpenQuestions(deps, params.tender, actor)
  })
  http.route(contracts.answerQuestionContract, async ({ params, act, at }) => {
    const question = await answerQuestion(deps, { id: params.tender, act, at })
    assertHolds(question.answer !== null, 'an answered question has its answer')
    return presentAnswer(question, question.answer)
  })
  http.route(contracts.fileObjectionContract, async ({ params, act, at }) =>
    presentObjection(await fileObjection(deps, { id: params.tender, act, at }), { isNamed: true, at }),
  )
  http.route(contracts.listObjectionsContract, ({ params, actor, at }) => listObjections(deps, { id: params.tender, actor, at }))
  http.route(contracts.answerObjectionContract, async ({ params, act, at }) =>
    presentObjection(await answerObjection(deps, { id: params.tender, act, at }), { isNamed: true, at }),
  )
}
