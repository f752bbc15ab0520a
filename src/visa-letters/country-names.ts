import type { Bilingual, Language } from '../meetings/meetings.events.js';

/** ISO 3166-1, alpha-3 to alpha-2: documents name countries by the one, the names of the languages are found by the other. */
const codes: ReadonlyMap<string, string> = new Map(
  `
  ABW:AW AFG:AF AGO:AO AIA:AI ALA:AX ALB:AL AND:AD ARE:AE ARG:AR ARM:AM ASM:AS ATA:AQ ATF:TF ATG:AG AUS:AU
  AUT:AT AZE:AZ BDI:BI BEL:BE BEN:BJ BES:BQ BFA:BF BGD:BD BGR:BG BHR:BH BHS:BS BIH:BA BLM:BL BLR:BY BLZ:BZ
  BMU:BM BOL:BO BRA:BR BRB:BB BRN:BN BTN:BT BVT:BV BWA:BW CAF:CF CAN:CA CCK:CC CHE:CH CHL:CL CHN:CN CIV:CI
  CMR:CM COD:CD COG:CG COK:CK COL:CO COM:KM CPV:CV CRI:CR CUB:CU CUW:CW CXR:CX CYM:KY CYP:CY CZE:CZ DEU:DE
  DJI:DJ DMA:DM DNK:DK DOM:DO DZA:DZ ECU:EC EGY:EG ERI:ER ESH:EH ESP:ES EST:EE ETH:ET FIN:FI FJI:FJ FLK:FK
  FRA:FR FRO:FO FSM:FM GAB:GA GBR:GB GEO:GE GGY:GG GHA:GH GIB:GI GIN:GN GLP:GP GMB:GM GNB:GW GNQ:GQ GRC:GR
  GRD:GD GRL:GL GTM:GT GUF:GF GUM:GU GUY:GY HKG:HK HMD:HM HND:HN HRV:HR HTI:HT HUN:HU IDN:ID IMN:IM IND:IN
  IOT:IO IRL:IE IRN:IR IRQ:IQ ISL:IS ISR:IL ITA:IT JAM:JM JEY:JE JOR:JO JPN:JP KAZ:KZ KEN:KE KGZ:KG KHM:KH
  KIR:KI KNA:KN KOR:KR KWT:KW LAO:LA LBN:LB LBR:LR LBY:LY LCA:LC LIE:LI LKA:LK LSO:LS LTU:LT LUX:LU LVA:LV
  MAC:MO MAF:MF MAR:MA MCO:MC MDA:MD MDG:MG MDV:MV MEX:MX MHL:MH MKD:MK MLI:ML MLT:MT MMR:MM MNE:ME MNG:MN
  MNP:MP MOZ:MZ MRT:MR MSR:MS MTQ:MQ MUS:MU MWI:MW MYS:MY MYT:YT NAM:NA NCL:NC NER:NE NFK:NF NGA:NG NIC:NI
  NIU:NU NLD:NL NOR:NO NPL:NP NRU:NR NZL:NZ OMN:OM PAK:PK PAN:PA PCN:PN PER:PE PHL:PH PLW:PW PNG:PG POL:PL
  PRI:PR PRK:KP PRT:PT PRY:PY PSE:PS PYF:PF QAT:QA REU:RE ROU:RO RUS:RU RWA:RW SAU:SA SDN:SD SEN:SN SGP:SG
  SGS:GS SHN:SH SJM:SJ SLB:SB SLE:SL SLV:SV SMR:SM SOM:SO SPM:PM SRB:RS SSD:SS STP:ST SUR:SR SVK:SK SVN:SI
  SWE:SE SWZ:SZ SXM:SX SYC:SC SYR:SY TCA:TC TCD:TD TGO:TG THA:TH TJK:TJ TKL:TK TKM:TM TLS:TL TON:TO TTO:TT
  TUN:TN TUR:TR TUV:TV TWN:TW TZA:TZ UGA:UG UKR:UA UMI:UM URY:UY USA:US UZB:UZ VAT:VA VCT:VC VEN:VE VGB:VG
  VIR:VI VNM:VN VUT:VU WLF:WF WSM:WS YEM:YE ZAF:ZA ZMB:ZM ZWE:ZW`
    .trim()
    .split(/\s+/u)
    .map((pair): [string, string] => [pair.slice(0, 3), pair.slice(4)]),
);

const names: Readonly<Record<Language, Intl.DisplayNames>> = {
  es: new Intl.DisplayNames(['es'], { type: 'region' }),
  en: new Intl.DisplayNames(['en-GB'], { type: 'region' }),
};

/** What documents say where it is no country (ICAO Doc 9303-3, section 5). */
const special: Readonly<Record<string, Bilingual>> = {
  XXA: { es: 'Persona apátrida', en: 'Stateless person' },
  XXB: { es: 'Persona refugiada (Convención de 1951)', en: 'Refugee (1951 Convention)' },
  XXC: { es: 'Persona refugiada', en: 'Refugee' },
  XXX: { es: 'Nacionalidad no especificada', en: 'Unspecified nationality' },
  UNO: { es: 'Naciones Unidas', en: 'United Nations' },
  UNA: { es: 'Organismo especializado de las Naciones Unidas', en: 'United Nations specialised agency' },
  XOM: { es: 'Orden Soberana y Militar de Malta', en: 'Sovereign Military Order of Malta' },
};

/** By alpha-2: where the everyday name is not the one that letters between governments use. */
const formal: Readonly<Record<string, Bilingual>> = {
  CD: { es: 'República Democrática del Congo', en: 'Democratic Republic of the Congo' },
  CG: { es: 'República del Congo', en: 'Republic of the Congo' },
  KP: { es: 'República Popular Democrática de Corea', en: "Democratic People's Republic of Korea" },
  KR: { es: 'República de Corea', en: 'Republic of Korea' },
  MM: { es: 'Myanmar', en: 'Myanmar' },
  PS: { es: 'Estado de Palestina', en: 'State of Palestine' },
};

/** @param code alpha-2 or alpha-3; one that nobody knows is shown as it is */
export function countryName(code: string, language: Language): string {
  const alpha2 = code.length === 3 ? codes.get(code) : code;
  if (alpha2 === undefined) return special[code]?.[language] ?? code;
  return formal[alpha2]?.[language] ?? names[language].of(alpha2) ?? code;
}

const articles: readonly (readonly [begins: RegExp, es: string, en: string])[] = [
  [/^(República|Ciudad|Polinesia|Guayana|Federación)/u, 'de la ', ''],
  [/^(Estados|Emiratos|Países|Territorios)/u, 'de los ', ''],
  [/^(Islas|Bahamas|Comoras|Maldivas|Filipinas)/u, 'de las ', ''],
  [/^(Reino|Estado) /u, 'del ', ''],
  [
    /^(United|Netherlands|Philippines|Dominican|Bahamas|Gambia|Maldives|Comoros|Central African|Democratic|Republic|State of|Marshall|Solomon|Cook|Cayman|British|Falkland|Faroe)/u,
    '',
    'of the ',
  ],
];

/** «de Panamá», «del Reino Unido», "of the Netherlands". */
export function ofCountry(code: string, language: Language): string {
  const name = countryName(code, language);
  const found = articles.find(([begins, ...forms]) => forms[language === 'es' ? 0 : 1] !== '' && begins.test(name));
  const [, es = 'de ', en = 'of '] = found ?? [];
  return `${language === 'es' ? es : en}${name}`;
}
