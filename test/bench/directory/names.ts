/** Names of one script: given names, the frequent first, and family names, whole ones and those that two pieces make. */
interface NamePool {
  readonly script: string;
  /** Of a hundred people. */
  readonly share: number;
  readonly given: readonly string[];
  readonly family: readonly string[];
  readonly begin: readonly string[];
  readonly end: readonly string[];
  readonly write: (given: string, family: string) => string;
}

const western = (given: string, family: string): string => `${given} ${family}`;
const eastern = (given: string, family: string): string => `${family} ${given}`;
const together = (given: string, family: string): string => `${family}${given}`;
const words = (text: string): string[] => text.split(' ');

export const NAME_POOLS: readonly NamePool[] = [
  {
    script: 'Latin',
    share: 60,
    given: words(
      'Anna Thomas Maria James Sophie Michael Laura Daniel Emma David Julia Peter Sarah Martin Lena Paul Christopher José Lucía Łukasz Małgorzata Jürgen Zoë François Søren Åsa Siobhán Giulia Matteo João Nguyễn Özlem Ağa Björn Chloé Ingrid Fernando Beatriz Katarzyna Elizabeth Alexander Charlotte Benjamin Victoria',
    ),
    family: words(
      'Smith Müller García Novák Johnson Rossi Silva Jensen O’Brien Lefèvre Wójcik Andersson Öztürk Fernández Williams Robinson MacLeod Schröder',
    ),
    begin: words(
      'Alt Berg Brand Brook Dahl Eich Fair Falk Gold Grün Hart Hoch Holm Kron Lang Lind Mans Mor Neu Nord Ober Ost Rad Rosen Sand Schön Silber Stein Stock Sund Tann Thorn Wald Wein West Wind Wolf Zell',
    ),
    end: words(
      'ander auer bach bauer beck berg born brook burg dorf eck er feld field ford hagen ham hart haus heim hoff holm horst hurst ing inger kamp land ley lund mann meyer ner quist rich rup son stad stedt stein ström strand thal ton vik wall ward wick wood worth',
    ),
    write: western,
  },
  {
    script: 'Cyrillic',
    share: 7,
    given: words('Анна Иван Мария Дмитрий Елена Сергей Ольга Алексей Наталья Андрей Владимир Татьяна Юлия Фёдор'),
    family: words('Иванов Смирнов Кузнецов Шестаков Попов Волков'),
    begin: words('Бел Вер Гор Дем Жур Зай Кар Лаз Мед Ник Орл Пав Род Сав Тих Ушак Фил Хар Чер Шир'),
    end: words('ов ев ин ский енко ович анов аев ишин ушкин ников ьков очкин'),
    write: western,
  },
  {
    script: 'Greek',
    share: 3,
    given: words('Ελένη Γιώργος Σοφία Νίκος Άννα Δημήτρης Κατερίνα Παναγιώτης Αικατερίνη Σταύρος'),
    family: words('Παπαδόπουλος Νικολάου Γεωργίου Ιωάννου'),
    begin: words('Παπα Χατζη Καρα Μαυρο Κωστ Αντων Βασιλ Θεο Λαμπρ Μιχαλ Στεφαν Ζαχαρ'),
    end: words('ίδης όπουλος άκης ίου άτος έας ούδης όγλου ινός'),
    write: western,
  },
  {
    script: 'Arabic',
    share: 6,
    given: words('محمد أحمد فاطمة يوسف مريم ليلى خالد عائشة حسين زينب عمر نور'),
    family: words('حسن السيد منصور خليل ناصر الفارسي'),
    begin: words('عبد أبو بن ال بو آل'),
    end: words('الرحمن الله طالب راشد صالح هاشم كريم سالم بغدادي مصري شامي تميمي قاسم نجار حداد'),
    write: western,
  },
  {
    script: 'Hebrew',
    share: 2,
    given: words('נועה דוד מאיה יוסף תמר אברהם שרה יעל משה רחל'),
    family: words('כהן לוי מזרחי פרץ ביטון'),
    begin: words('בן בר אבו הר גולד רוזן שפי'),
    end: words('דוד שטיין ברג מן פלד ארי חיים שמעון יוסף צבי'),
    write: western,
  },
  {
    script: 'Devanagari',
    share: 7,
    given: words('अनन्या अर्जुन प्रिया रोहन नेहा राहुल दीपिका संजय सुनीता विक्रम मोहन गीता'),
    family: words('शर्मा पटेल सिंह गुप्ता वर्मा'),
    begin: words('अग्र भट्ट चतुर् देश जोश कुल मिश्र नाग पाण् राम सक्से त्रि उपा'),
    end: words('वाल वेदी पांडे कर्णी नाथ पाठी ध्याय मुख ना कर'),
    write: western,
  },
  {
    script: 'Han',
    share: 7,
    given: words('伟 秀英 强 静 小明 丽 建国 芳 杰 婷婷 志强 雪梅 子涵 浩然'),
    family: words('王 李 张 刘 陈 杨 黄 赵 欧阳 司马 周 吴 徐 孙 胡'),
    begin: words('林 何 高 罗 郑 梁 谢 宋 唐 许 邓 韩 冯 曹 彭'),
    end: [''],
    write: together,
  },
  {
    script: 'Kana and Han of Japan',
    share: 4,
    given: words('さくら 太郎 陽菜 健太 美咲 ハナ ケン 蓮 あおい 翔太 結衣 大輔'),
    family: words('佐藤 鈴木 髙橋 田中 渡邉 伊藤'),
    begin: words('山 川 森 林 石 松 竹 藤 中 小 大 西'),
    end: words('田 本 村 口 原 野 崎 島 井 沢 下 木'),
    write: eastern,
  },
  {
    script: 'Hangul',
    share: 4,
    given: words('민준 서연 지우 하윤 도현 예준 수빈 지훈 은지 현우 소영 재현'),
    family: words('김 이 박 최 정'),
    begin: words('강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍'),
    end: [''],
    write: together,
  },
];

export interface Name {
  readonly script: string;
  readonly given: string;
  readonly family: string;
  readonly written: string;
}

/** @param roll a number from 0 to below 1, another one at each call */
export function nameOf(roll: () => number): Name {
  const pool = poolAt(roll() * 100);
  // The first names of a pool are the most frequent: half of all people have one of the first eighth.
  const given = pick(pool.given, roll() ** 3);
  const middle = pool.script === 'Latin' && roll() < 0.15 ? ` ${pick(pool.given, roll())}` : '';
  const family = roll() < 0.3 ? pick(pool.family, roll() ** 2) : pick(pool.begin, roll()) + pick(pool.end, roll());
  return { script: pool.script, given, family, written: pool.write(given + middle, family) };
}

function poolAt(percent: number): NamePool {
  let below = 0;
  for (const pool of NAME_POOLS) {
    below += pool.share;
    if (percent < below) return pool;
  }
  throw new Error('the shares of the scripts are less than a hundred');
}

function pick(of: readonly string[], at: number): string {
  return of[Math.floor(at * of.length)] ?? '';
}
