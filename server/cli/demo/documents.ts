import { randomFillSync } from 'node:crypto'
import { open } from 'node:fs/promises'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { renderPdf } from '../../platform/pdf/render-pdf.ts'

/** The tender documents: a real PDF, as an agency would hand it in. */
export function tenderDocument(title: string, code: string, at: number): Promise<Bytes> {
  return renderPdf({
    title: '招标文件',
    subtitle: title,
    author: '临江公正招标代理有限公司',
    createdAt: at,
    footer: `招标文件 ${code}`,
    sections: [
      { heading: '第一章 招标公告', blocks: [{ kind: 'paragraph', text: `${title}已经批准建设，资金已落实，现公开招标。` }] },
      {
        heading: '第二章 投标人须知前附表',
        blocks: [
          {
            kind: 'facts',
            rows: [
              ['招标方式', '公开招标'],
              ['最高投标限价', '见公告'],
              ['投标有效期', '九十日历天'],
              ['解密方式', '投标人与保管人共同解密，五名保管人中三名即可'],
            ],
          },
        ],
      },
      {
        heading: '第三章 评标办法',
        blocks: [{ kind: 'paragraph', text: '综合评估法：价格五十分，施工组织设计四十分（暗标），工期十分。' }],
      },
    ],
  })
}

/** A method statement as it is read: it does not say whose it is. */
export function methodStatement(at: number): Promise<Bytes> {
  return renderPdf({
    title: '施工组织设计',
    subtitle: '技术标（暗标）',
    author: '—',
    createdAt: at,
    footer: '施工组织设计',
    sections: [
      {
        heading: '一、施工部署',
        blocks: [{ kind: 'paragraph', text: '停车窗口内完成反应器更换，窗口外预制；大件吊装一次就位，焊缝全数检测。' }],
      },
      {
        heading: '二、安全与环境',
        blocks: [{ kind: 'paragraph', text: '动火与受限空间作业逐项许可，气体连续检测，应急队伍驻场。' }],
      },
      { heading: '三、进度', blocks: [{ kind: 'paragraph', text: '关键线路为反应器制造与吊装，设三个里程碑，每周公布偏差。' }] },
    ],
  })
}

/** A bidder's price sheet. */
export function priceSheet(bidder: string, price: string, at: number): Promise<Bytes> {
  return renderPdf({
    title: '投标报价书',
    subtitle: bidder,
    author: bidder,
    createdAt: at,
    footer: `投标报价书 ${bidder}`,
    sections: [
      {
        blocks: [
          {
            kind: 'facts',
            rows: [
              ['投标总价（元）', price],
              ['工期', '五百四十日历天'],
            ],
          },
        ],
      },
    ],
  })
}

/** Writes a drawing archive of so many bytes that cannot be compressed, piece by piece. */
export async function writeDrawings(path: string, size: number): Promise<void> {
  const file = await open(path, 'w', 0o600)
  const piece = Buffer.alloc(4 * 1024 * 1024)
  try {
    for (let written = 0; written < size; written += piece.length) {
      randomFillSync(piece)
      await file.write(piece, 0, Math.min(piece.length, size - written))
    }
  } finally {
    await file.close()
  }
}
