/**
 * The facts of one real auction, from its published opening: the owner's estimate and the eleven prices read out. Petrobras, Brazil,
 * refinery works, opened on 25 November 2010; tender 16 in the data of García Rodríguez, Rodríguez-Montequín, Ballesteros-Pérez,
 * Love and Signor (2022), "Collusion detection in public procurement auctions with machine learning algorithms", Automation in
 * Construction 133:104047. Reais there, yuan here; bidders are not named there and bear names of lunar mansions here.
 */
export const auction = {
  openedOn: '2010-11-25',
  estimate: '187749409.13',
  bids: [
    '112618008.88',
    '124176589.16',
    '130970000.00',
    '151715839.00',
    '155220000.00',
    '165855251.48',
    '169418843.09',
    '175230958.59',
    '178419793.84',
    '179923563.00',
    '192916900.65',
  ],
} as const

/** Names of invented firms: the lunar mansions. */
export const mansions = [
  '角宿',
  '亢宿',
  '氐宿',
  '房宿',
  '心宿',
  '尾宿',
  '箕宿',
  '斗宿',
  '牛宿',
  '女宿',
  '虚宿',
  '危宿',
  '室宿',
  '壁宿',
  '奎宿',
  '娄宿',
  '胃宿',
  '昴宿',
  '毕宿',
  '觜宿',
] as const
