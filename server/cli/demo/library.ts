import { applyAsExpert, decideExpert } from '#shared/contracts/experts-library.ts'
import { randomId } from '#shared/primitives/random.ts'
import { type Player, register, type Stageset } from './people.ts'
import type { Office } from './publish.ts'

/** An expert of the library: the person, and the record it was admitted under. */
export interface LibraryExpert {
  readonly player: Player
  readonly expert: string
}

/** Invented people: speciality (造价 A06, 施工 A08), where they work, their name. */
const people = [
  ['A0602', '临江市工程造价事务所', '沈某'],
  ['A0602', '临江大学管理学院', '韩某'],
  ['A0601', '东港造价咨询公司', '杨某'],
  ['A0816', '临江市化工设计研究院', '朱某'],
  ['A0816', '临江大学化学工程学院', '秦某'],
  ['A0816', '海州石化安装公司', '许某'],
  ['A0801', '临江市建筑科学研究所', '何某'],
  ['A0816', '东港炼化检修公司', '吕某'],
  ['A0814', '临江市特种设备检验所', '施某'],
] as const

/** Fills the library: people register, apply with their speciality and employer, and the centre admits them. */
export async function fillLibrary(set: Stageset, { centre }: Pick<Office, 'centre'>): Promise<LibraryExpert[]> {
  const experts: LibraryExpert[] = []
  for (const [speciality, employer, name] of people) {
    const player = await register(set, centre, 'expert', employer, name)
    const expert = randomId(set.random)
    const applied = await player.act(applyAsExpert, {
      subject: { expert },
      body: {
        name,
        specialities: [speciality],
        region: '990100',
        title: '高级工程师',
        employer: { name: employer, creditCode: null },
        formerEmployers: [],
        ties: [],
        qualifications: '从业十五年，注册执业。',
      },
    })
    await centre.act(decideExpert, {
      params: { expert },
      subject: { expert, version: applied.version },
      body: { decision: 'admit', reason: '材料齐全' },
    })
    experts.push({ player, expert })
  }
  return experts
}
