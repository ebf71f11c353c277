/** A way to trade (交易方式). */
export interface Method {
  readonly id: string
  readonly label: { readonly zh: string; readonly en: string }
}

/** Every method of the catalogue, whether this platform runs it yet or not: each category says which. */
export const methods = [
  { id: 'open-tender', label: { zh: '公开招标', en: 'Open tender' } },
  { id: 'invited-tender', label: { zh: '邀请招标', en: 'Invited tender' } },
  { id: 'competitive-negotiation', label: { zh: '竞争性谈判', en: 'Competitive negotiation' } },
  { id: 'competitive-consultation', label: { zh: '竞争性磋商', en: 'Competitive consultation' } },
  { id: 'inquiry', label: { zh: '询价', en: 'Inquiry' } },
  { id: 'single-source', label: { zh: '单一来源采购', en: 'Single source' } },
  { id: 'sale-tender', label: { zh: '招标出让', en: 'Sale by tender' } },
  { id: 'auction', label: { zh: '拍卖', en: 'Auction' } },
  { id: 'listing', label: { zh: '挂牌', en: 'Listing' } },
  { id: 'online-auction', label: { zh: '网络竞价', en: 'On-line ascending auction' } },
] as const satisfies readonly Method[]

/** Id of a method. */
export type MethodId = (typeof methods)[number]['id']
