/** One class of the classification of experts' specialities: two digits for each level below the letter. */
interface Speciality {
  readonly code: string
  readonly zh: string
}

/**
 * The classification of specialities of evaluation experts (公共资源交易评标专家专业分类标准, 发改法规〔2018〕316号, which carries on
 * 发改法规〔2010〕1538号): its sections, their classes, and for engineering design, cost and construction one level more. Names and codes
 * were taken from transcriptions in public software, not from the notice itself; before a city relies on them it lays them beside the
 * notice. Replaceable data: the draw knows codes only, and a longer code falls under every shorter one it begins with.
 */
export const specialitySource = '公共资源交易评标专家专业分类标准（发改法规〔2018〕316号）'

const table = `
A 工程|A01 规划|A02 投资策划与决策|A03 勘察|A04 设计|A05 监理|A06 工程造价|A07 项目管理（含代建）|A08 工程施工|A09 其他工程
A0401 建筑工程设计|A0402 市政工程设计|A0403 公路工程设计|A0404 铁路工程设计|A0405 城市轨道交通工程设计|A0406 民航工程设计
A0407 水运工程设计|A0408 水利工程设计|A0409 水电工程设计|A0410 电力工程设计|A0411 新能源工程设计|A0412 矿山工程设计
A0601 土建工程造价|A0602 安装工程造价
A0801 建筑工程施工|A0802 市政工程施工|A0803 公路工程施工|A0804 铁路工程施工|A0805 城市轨道交通工程施工|A0806 民航工程施工
A0807 水运工程施工|A0808 水利工程施工|A0809 水电工程施工|A0810 电力工程施工|A0811 新能源工程施工|A0812 矿山工程施工
A0813 石油天然气工程施工|A0814 机械工程施工|A0815 冶金工程施工|A0816 化工工程施工|A0817 轻工业工程施工|A0818 农业工程施工
A0819 林业工程施工|A0820 商物粮工程施工|A0821 电子工程施工|A0822 通信工程施工|A0823 广播电视工程施工|A0824 海洋工程施工
A0830 园林绿化工程施工|A0832 信息工程施工
B 货物|B01 机械、设备类|B02 医疗器械|B03 金属材料|B04 石油及其制品|B05 煤炭煤层气及其制品|B06 化工材料及其制品|B07 建筑材料|B08 药品|B09 其他类
C 服务|C01 勘查与调查|C02 公共咨询|C03 经济管理|C04 工商管理|C05 金融|C06 法律|C07 修理|C08 租赁|C09 交通运输与物流|C10 节能服务|C11 高新技术服务|C12 其他服务
`

/** Every class, in the order of its code. */
export const specialities: readonly Speciality[] = table
  .trim()
  .split(/[|\n]/)
  .map((entry) => {
    const [code = '', zh = ''] = entry.split(' ')
    return { code, zh }
  })
  .sort((left, right) => (left.code < right.code ? -1 : 1))

/** Whether the classification has this class. A section, which is a letter alone, is none a person can be drawn for. */
export function isSpeciality(code: string): boolean {
  return code.length > 1 && specialities.some((speciality) => speciality.code === code)
}
