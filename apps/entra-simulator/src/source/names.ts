type List = readonly [string, ...string[]];

/** Given names and surnames as their people write them, and in the letters of a mail address. */
interface Script {
  readonly given: readonly [readonly [string, string], ...(readonly [string, string])[]];
  readonly surnames: readonly [readonly [string, string], ...(readonly [string, string])[]];
  readonly language: string;
}

export const SCRIPTS: readonly [Script, ...Script[]] = [
  {
    language: 'en-GB',
    given: [
      ['Ada', 'ada'],
      ['Grace', 'grace'],
      ['Alan', 'alan'],
      ['Mary-Jane', 'mary-jane'],
      ['Oliver', 'oliver'],
      ['Siân', 'sian'],
    ],
    surnames: [
      ['Lovelace', 'lovelace'],
      ['O’Brien', 'obrien'],
      ['Smith', 'smith'],
      ['Fitzgerald-Carr', 'fitzgerald-carr'],
      ['Hopper', 'hopper'],
    ],
  },
  {
    language: 'de-DE',
    given: [
      ['Jürgen', 'juergen'],
      ['Zoë', 'zoe'],
      ['Käthe', 'kaethe'],
      ['Björn', 'bjoern'],
      ['Anneliese', 'anneliese'],
    ],
    surnames: [
      ['Müller', 'mueller'],
      ['Größe', 'groesse'],
      ['von der Heyden', 'vonderheyden'],
      ['Schäfer', 'schaefer'],
      ['Weiß', 'weiss'],
    ],
  },
  {
    language: 'pl-PL',
    given: [
      ['Łukasz', 'lukasz'],
      ['Małgorzata', 'malgorzata'],
      ['Święta', 'swieta'],
      ['Zdzisław', 'zdzislaw'],
    ],
    surnames: [
      ['Wójcik', 'wojcik'],
      ['Żółć', 'zolc'],
      ['Brzęczyszczykiewicz', 'brzeczyszczykiewicz'],
      ['Kowalska', 'kowalska'],
    ],
  },
  {
    language: 'el-GR',
    given: [
      ['Ελένη', 'eleni'],
      ['Γιώργος', 'giorgos'],
      ['Χρήστος', 'christos'],
      ['Οδυσσέας', 'odysseas'],
    ],
    surnames: [
      ['Παπαδόπουλος', 'papadopoulos'],
      ['Αγγελής', 'angelis'],
      ['Νικολάου', 'nikolaou'],
    ],
  },
  {
    language: 'uk-UA',
    given: [
      ['Олена', 'olena'],
      ['Дмитро', 'dmytro'],
      ['Юлія', 'yuliia'],
      ['Ґанна', 'ganna'],
    ],
    surnames: [
      ['Шевченко', 'shevchenko'],
      ['Ковальчук', 'kovalchuk'],
      ['Їжакевич', 'yizhakevych'],
    ],
  },
  {
    language: 'ar-EG',
    given: [
      ['محمد', 'mohamed'],
      ['فاطمة', 'fatima'],
      ['يوسف', 'youssef'],
      ['ليلى', 'layla'],
    ],
    surnames: [
      ['الحسن', 'elhassan'],
      ['عبد الرحمن', 'abdelrahman'],
      ['منصور', 'mansour'],
    ],
  },
  {
    language: 'he-IL',
    given: [
      ['נועה', 'noa'],
      ['דוד', 'david'],
      ['יעל', 'yael'],
    ],
    surnames: [
      ['כהן', 'cohen'],
      ['בן־דוד', 'bendavid'],
      ['לוי', 'levi'],
    ],
  },
  {
    language: 'hi-IN',
    given: [
      ['आरव', 'aarav'],
      ['प्रिया', 'priya'],
      ['कृष्ण', 'krishna'],
    ],
    surnames: [
      ['शर्मा', 'sharma'],
      ['सिंह', 'singh'],
      ['श्रीवास्तव', 'srivastava'],
    ],
  },
  {
    language: 'zh-CN',
    given: [
      ['伟', 'wei'],
      ['秀英', 'xiuying'],
      ['𠮷', 'ji'],
      ['子涵', 'zihan'],
    ],
    surnames: [
      ['王', 'wang'],
      ['李', 'li'],
      ['欧阳', 'ouyang'],
      ['张', 'zhang'],
    ],
  },
  {
    language: 'ja-JP',
    given: [
      ['さくら', 'sakura'],
      ['健太', 'kenta'],
      ['陽菜', 'hina'],
    ],
    surnames: [
      ['佐藤', 'sato'],
      ['髙橋', 'takahashi'],
      ['渡邉', 'watanabe'],
    ],
  },
  {
    language: 'ko-KR',
    given: [
      ['민준', 'minjun'],
      ['서연', 'seoyeon'],
      ['지우', 'jiwoo'],
    ],
    surnames: [
      ['김', 'kim'],
      ['이', 'lee'],
      ['박', 'park'],
    ],
  },
  {
    language: 'vi-VN',
    given: [
      ['Hương', 'huong'],
      ['Đức', 'duc'],
      ['Thị Ngọc', 'thingoc'],
    ],
    surnames: [
      ['Nguyễn', 'nguyen'],
      ['Trần', 'tran'],
      ['Đặng', 'dang'],
    ],
  },
];

export const DEPARTMENTS: List = [
  'Engineering',
  'Sales',
  'Research & Development',
  'Finance',
  'People',
  'Café and Catering',
  'Legal',
  'Operations',
];
export const TITLES: List = [
  'Engineer',
  'Senior Engineer',
  'Analyst',
  'Account Manager',
  'Consultant',
  'Specialist',
  'Accountant',
  'Assistant',
];
export const CITIES: readonly [readonly [string, string, string], ...(readonly [string, string, string])[]] = [
  ['London', 'EC1A 1BB', 'GB'],
  ['Zürich', '8001', 'CH'],
  ['København', '1050', 'DK'],
  ['São Paulo', '01310-100', 'BR'],
  ['東京', '100-0001', 'JP'],
  ['Kraków', '31-001', 'PL'],
];
export const GROUP_WORDS: List = [
  'Engineering',
  'All hands',
  'Project Zürich',
  'Café friends',
  'On call',
  'Works council',
  'New joiners',
  'Book club',
  'Security',
];
