/** A name as its bearer writes it, and in the ASCII that user names and mail addresses use. */
export interface NamePart {
  readonly written: string;
  readonly ascii: string;
}

/** A culture's names: given and family names are drawn from the same row, so that they belong together. */
export interface NamePool {
  readonly language: string;
  readonly given: readonly NamePart[];
  readonly family: readonly NamePart[];
  /** Whether the family name is written first, and without a space between. */
  readonly order: 'given family' | 'family given' | 'familygiven';
}

/** Many scripts, accents, apostrophes, spaces and hyphens: what real directories hold. */
export const NAME_POOLS: readonly NamePool[] = [
  pool('en-GB', 'Olivia George Amelia Harry Isla', "Smith O'Brien Taylor-Jones MacLeod Wright"),
  pool(
    'de-DE',
    'Jörg/Joerg Käthe/Kaethe Anna Søren/Soeren Lukas',
    'Müller/Mueller Strauß/Strauss Weiß/Weiss Schröder/Schroeder Köhler/Koehler',
  ),
  pool(
    'fr-FR',
    'Zoé/Zoe François/Francois Léa/Lea Noël/Noel Chloé/Chloe',
    "Lefèvre/Lefevre D'Arcy Bénard/Benard Garçon/Garcon Moreau",
  ),
  pool(
    'es-ES',
    'José/Jose Lucía/Lucia Íñigo/Inigo Begoña/Begona Mateo',
    'García/Garcia Núñez/Nunez Ibáñez/Ibanez Muñoz/Munoz Peña/Pena',
  ),
  pool(
    'pl-PL',
    'Łukasz/Lukasz Zofia Michał/Michal Małgorzata/Malgorzata Jan',
    'Wójcik/Wojcik Kowalska Dąbrowski/Dabrowski Zając/Zajac Król/Krol',
  ),
  pool(
    'tr-TR',
    'İpek/Ipek Çağla/Cagla Oğuz/Oguz Şule/Sule Emre',
    'Yılmaz/Yilmaz Öztürk/Ozturk Şahin/Sahin Güneş/Gunes Çelik/Celik',
  ),
  pool(
    'ru-RU',
    'Анна/Anna Дмитрий/Dmitriy Елена/Elena Сергей/Sergey Ольга/Olga',
    'Иванова/Ivanova Смирнов/Smirnov Кузнецова/Kuznetsova Попов/Popov Волкова/Volkova',
  ),
  pool(
    'el-GR',
    'Ελένη/Eleni Γιώργος/Giorgos Σοφία/Sofia Νίκος/Nikos Άννα/Anna',
    'Παπαδόπουλος/Papadopoulos Νικολάου/Nikolaou Δημητρίου/Dimitriou Ιωάννου/Ioannou Γεωργίου/Georgiou',
  ),
  pool(
    'ar-EG',
    'ليلى/Layla أحمد/Ahmed فاطمة/Fatima يوسف/Yusuf مريم/Maryam',
    'حسن/Hassan السيد/Elsayed منصور/Mansour خليل/Khalil ناصر/Nasser',
  ),
  pool(
    'he-IL',
    'נועה/Noa דוד/David מאיה/Maya יוסי/Yossi תמר/Tamar',
    'כהן/Cohen לוי/Levi מזרחי/Mizrahi פרץ/Peretz ביטון/Biton',
  ),
  pool(
    'hi-IN',
    'अनन्या/Ananya अर्जुन/Arjun प्रिया/Priya रोहन/Rohan दीपिका/Deepika',
    'शर्मा/Sharma पटेल/Patel सिंह/Singh गुप्ता/Gupta अय्यर/Iyer',
  ),
  pool(
    'zh-CN',
    '伟/Wei 𠮷/Ji 秀英/Xiuying 强/Qiang 静/Jing',
    '王/Wang 李/Li 欧阳/Ouyang 刘/Liu 陈/Chen',
    'familygiven',
  ),
  pool(
    'ja-JP',
    '陽菜/Hina 蓮/Ren さくら/Sakura 健太/Kenta 美咲/Misaki',
    '佐藤/Sato 鈴木/Suzuki 髙橋/Takahashi 田中/Tanaka 渡邉/Watanabe',
    'family given',
  ),
  pool(
    'ko-KR',
    '서연/Seoyeon 민준/Minjun 지우/Jiwoo 하윤/Hayoon 도현/Dohyun',
    '김/Kim 이/Lee 박/Park 최/Choi 정/Jung',
    'familygiven',
  ),
  pool(
    'vi-VN',
    'Linh Đức/Duc Hương/Huong Tuấn/Tuan Ngọc/Ngoc',
    'Nguyễn/Nguyen Trần/Tran Phạm/Pham Đặng/Dang Võ/Vo',
    'family given',
  ),
  pool(
    'is-IS',
    'Þóra/Thora Ægir/Aegir Guðrún/Gudrun Björk/Bjork Óðinn/Odinn',
    'Jónsdóttir/Jonsdottir Sigurðsson/Sigurdsson Þórsson/Thorsson Einarsdóttir/Einarsdottir Ólafsson/Olafsson',
  ),
  pool(
    'th-TH',
    'สมชาย/Somchai สุดา/Suda มานะ/Mana ปรีชา/Preecha วิภา/Wipha',
    'ใจดี/Jaidee แสงทอง/Saengthong บุญมี/Boonmee ทองดี/Thongdee ศรีสุข/Srisuk',
  ),
];

/** `José/Jose` is written `José` and spelt `Jose`; a name without a slash is spelt as it is written. */
function pool(language: string, given: string, family: string, order: NamePool['order'] = 'given family'): NamePool {
  return { language, given: parts(given), family: parts(family), order };
}

function parts(text: string): NamePart[] {
  return text.split(' ').map((part) => {
    const [written = part, ascii = part] = part.split('/');
    return { written, ascii: ascii.replace(/[^A-Za-z-]/g, '') };
  });
}
