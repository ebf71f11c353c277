import type { WorkingCalendar } from './working-days.ts'

/**
 * The working-day calendar of mainland China. Replaceable data: every November the State Council's General Office arranges the next year;
 * put its notice in here as it stands. A provisional year knows only weekends and the days the holiday regulation itself fixes.
 */
export const chinaCalendar: WorkingCalendar = {
  name: { zh: '中国大陆工作日历', en: 'Working-day calendar of mainland China' },
  years: [
    {
      year: 2025,
      isProvisional: false,
      source: '国办发明电〔2024〕12号',
      holidays: [
        { name: { zh: '元旦', en: 'New Year' }, from: '01-01', to: '01-01' },
        { name: { zh: '春节', en: 'Spring Festival' }, from: '01-28', to: '02-04' },
        { name: { zh: '清明节', en: 'Qingming' }, from: '04-04', to: '04-06' },
        { name: { zh: '劳动节', en: 'Labour Day' }, from: '05-01', to: '05-05' },
        { name: { zh: '端午节', en: 'Dragon Boat Festival' }, from: '05-31', to: '06-02' },
        { name: { zh: '国庆节、中秋节', en: 'National Day and Mid-Autumn' }, from: '10-01', to: '10-08' },
      ],
      makeUpDays: ['01-26', '02-08', '04-27', '09-28', '10-11'],
    },
    {
      year: 2026,
      isProvisional: false,
      source: '国务院办公厅关于2026年部分节假日安排的通知（2025-11-04）',
      holidays: [
        { name: { zh: '元旦', en: 'New Year' }, from: '01-01', to: '01-03' },
        { name: { zh: '春节', en: 'Spring Festival' }, from: '02-15', to: '02-23' },
        { name: { zh: '清明节', en: 'Qingming' }, from: '04-04', to: '04-06' },
        { name: { zh: '劳动节', en: 'Labour Day' }, from: '05-01', to: '05-05' },
        { name: { zh: '端午节', en: 'Dragon Boat Festival' }, from: '06-19', to: '06-21' },
        { name: { zh: '中秋节', en: 'Mid-Autumn' }, from: '09-25', to: '09-27' },
        { name: { zh: '国庆节', en: 'National Day' }, from: '10-01', to: '10-07' },
      ],
      makeUpDays: ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'],
    },
    {
      year: 2027,
      isProvisional: true,
      source: '全国年节及纪念日放假办法（2024年修订）所列日期，尚无放假安排',
      holidays: [
        { name: { zh: '元旦', en: 'New Year' }, from: '01-01', to: '01-01' },
        { name: { zh: '春节', en: 'Spring Festival' }, from: '02-05', to: '02-08' },
        { name: { zh: '清明节', en: 'Qingming' }, from: '04-05', to: '04-05' },
        { name: { zh: '劳动节', en: 'Labour Day' }, from: '05-01', to: '05-02' },
        { name: { zh: '端午节', en: 'Dragon Boat Festival' }, from: '06-09', to: '06-09' },
        { name: { zh: '中秋节', en: 'Mid-Autumn' }, from: '09-15', to: '09-15' },
        { name: { zh: '国庆节', en: 'National Day' }, from: '10-01', to: '10-03' },
      ],
      makeUpDays: [],
    },
  ],
}
