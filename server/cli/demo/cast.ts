import { auction, mansions } from './auction.ts'
import { found, type Player, register, type Stageset } from './people.ts'
import type { Office } from './publish.ts'

/** Everybody who plays from the beginning: those who run tenders, and eleven bidders. */
export async function cast(set: Stageset): Promise<{ office: Office; bidders: Player[] }> {
  const centre = await found(set, 'centre', '临江市公共资源交易中心', '周某')
  const regulator = await found(set, 'regulator', '临江市发展和改革委员会', '郑某')
  const tenderer = await register(set, centre, 'tenderer', '临江市石化园区管理委员会', '吴某')
  const agency = await register(set, centre, 'agency', '临江公正招标代理有限公司', '王某')
  const custodians: Player[] = []
  for (const organization of ['临江市公证处', '临江市审计学会', '临江大学法学院', '临江市律师协会', '临江市档案馆'])
    custodians.push(await register(set, centre, 'custodian', organization, '冯某'))
  const bidders: Player[] = []
  for (const mansion of mansions.slice(0, auction.bids.length))
    bidders.push(await register(set, centre, 'bidder', `${mansion}建设工程有限公司`, '陈某'))
  return { office: { centre, regulator, tenderer, agency, custodians }, bidders }
}
