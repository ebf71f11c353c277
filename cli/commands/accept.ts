import { stat } from 'node:fs/promises'
import { listCustodyContract } from '#shared/contracts/notices/custody.ts'
import { sealCustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { acceptSeat } from '#shared/sealed-bid/client/hold-seat.ts'
import { CliFault, type Command, exitCodes, required } from '../command.ts'
import { originOf, personClient } from '../connect.ts'
import { writeWhole } from '../files.ts'
import { readPassphrase } from '../secrets.ts'

/** Accepts a custodian's seat with a fresh key for this tender. */
export const acceptCommand: Command = {
  name: 'accept',
  summary: { zh: '接受保管席位（生成本项目专用密钥）', en: "accept a custodian's seat with a fresh key" },
  help: `  --origin URL              the platform
  --tender ID               the tender
  --p12 FILE                the custodian's certificate (PKCS#12)
  --custody FILE            where the custody file goes; it must not be there yet
  --passphrase-file FILE    passphrase of the custody file, or KAIBIAO_PASSPHRASE, or typed`,
  options: {
    origin: { type: 'string' },
    tender: { type: 'string' },
    p12: { type: 'string' },
    'p12-password-file': { type: 'string' },
    custody: { type: 'string' },
    'passphrase-file': { type: 'string' },
  },
  async run(context) {
    const origin = originOf(context)
    const tender = required(context, 'tender')
    const path = required(context, 'custody')
    if ((await stat(path).catch(() => undefined)) !== undefined) throw new CliFault(exitCodes.usage, `${path} is there already`)
    const person = await personClient(context, origin)
    const { seats } = await person.call(listCustodyContract, {})
    const seat = seats.find((offered) => offered.tender === tender && offered.seat === 'asked')
    if (seat === undefined) throw new CliFault(exitCodes.refused, 'no seat of this tender waits for you')
    const { kind, k, n, remedyK } = seat.openingPolicy
    context.terminal.say(
      `项目：${seat.title}（${seat.code}），席位 ${seat.i}，截止 ${seat.deadlineAt}`,
      `Tender: ${seat.title} (${seat.code}), seat ${seat.i}, deadline ${seat.deadlineAt}`,
    )
    context.terminal.say(
      `解密：${kind === 'both' ? '投标人与' : ''}${n} 名保管人中的 ${k} 名${remedyK === undefined ? '' : `；补救需 ${remedyK} 名`}`,
      `Opens by ${kind === 'both' ? 'the bidder and ' : ''}${k} of ${n} custodians${remedyK === undefined ? '' : `; remedy by ${remedyK}`}`,
    )
    const holders = seat.allSeats.map(({ i, name }) => `${i} ${name}`)
    context.terminal.say(`全部保管人：${holders.join('；')}`, `All custodians: ${holders.join('; ')}`)
    const passphrase = await readPassphrase(context)
    const custody = await acceptSeat({
      person,
      origin,
      seat,
      logs: [],
      keep: async (kept) => writeWhole(path, await sealCustodyFile(kept, passphrase, context.random)),
    })
    context.terminal.say(`已接受。密钥保存在 ${path}，请备份。`, `Accepted. The key is in ${path}: back it up.`)
    context.terminal.result({ tender, i: custody.i, custody: path })
    return exitCodes.done
  },
}
