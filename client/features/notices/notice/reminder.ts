import type { Tender } from '../use-tender.ts'

/** RFC 5545 §3.3.11: these characters are escaped in texts. */
function escaped(text: string): string {
  return text.replace(/[\\;,]/g, (character) => `\\${character}`).replace(/\n/g, '\\n')
}

/** RFC 5545 §3.1: a line has at most 75 octets; longer ones go on after a line break and a space. */
function folded(line: string): string {
  const encoder = new TextEncoder()
  const lines: string[] = []
  let current = ''
  let size = 0
  for (const character of line) {
    const octets = encoder.encode(character).length
    if (size + octets > 74) {
      lines.push(current)
      current = ' '
      size = 1
    }
    current += character
    size += octets
  }
  return [...lines, current].join('\r\n')
}

/** A calendar entry (iCalendar, RFC 5545) for a deadline, with alarms a day and an hour before. */
export function reminderOf(
  tender: Pick<Tender, 'id' | 'code' | 'deadlineAt'>,
  summary: string,
  url: string,
  now: string,
): string {
  const stamp = (at: string) => at.replace(/[-:]/g, '').replace(/\.\d+/, '')
  const alarm = (before: string) => [
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `TRIGGER:-${before}`,
    `DESCRIPTION:${escaped(summary)}`,
    'END:VALARM',
  ]
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Kaibiao//deadline//CN',
    'BEGIN:VEVENT',
    `UID:${tender.id}@kaibiao`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${stamp(tender.deadlineAt ?? now)}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(tender.code)}`,
    `URL:${url}`,
    ...alarm('P1D'),
    ...alarm('PT1H'),
    'END:VEVENT',
    'END:VCALENDAR',
  ]
  return `${lines.map(folded).join('\r\n')}\r\n`
}

/** Gives the person the calendar entry of a deadline as a file. The platform learns nothing of it. */
export function downloadReminder(tender: Tender, summary: string): void {
  const text = reminderOf(tender, summary, `${location.origin}/tenders/${tender.id}`, new Date().toISOString())
  saveFile(new Blob([text], { type: 'text/calendar' }), `${tender.code}.ics`)
}

/** Saves bytes under a name, as a download of the page itself. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
