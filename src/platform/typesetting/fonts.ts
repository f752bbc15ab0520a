import { join } from 'node:path';

/** Families in the order in which a letter is looked for; every one comes as an installed package, in two weights. */
const families: readonly (readonly [family: string, ...files: string[]])[] = [
  ['Noto Sans', '@embedpdf/fonts-latin/fonts/NotoSans-Regular.ttf', '@embedpdf/fonts-latin/fonts/NotoSans-Bold.ttf'],
  ['Noto Sans Arabic', ...expo('noto-sans-arabic', 'NotoSansArabic')],
  ['Noto Sans Hebrew', ...expo('noto-sans-hebrew', 'NotoSansHebrew')],
  ['Noto Sans Devanagari', ...expo('noto-sans-devanagari', 'NotoSansDevanagari')],
  ['Noto Sans Bengali', ...expo('noto-sans-bengali', 'NotoSansBengali')],
  ['Noto Sans Tamil', ...expo('noto-sans-tamil', 'NotoSansTamil')],
  ['Noto Sans Thai', ...expo('noto-sans-thai', 'NotoSansThai')],
  ['Noto Sans Georgian', ...expo('noto-sans-georgian', 'NotoSansGeorgian')],
  ['Noto Sans Armenian', ...expo('noto-sans-armenian', 'NotoSansArmenian')],
  ['Noto Sans Ethiopic', ...expo('noto-sans-ethiopic', 'NotoSansEthiopic')],
  [
    'Noto Sans S Chinese',
    '@embedpdf/fonts-sc/fonts/NotoSansHans-Regular.otf',
    '@embedpdf/fonts-sc/fonts/NotoSansHans-Bold.otf',
  ],
  [
    'Noto Sans Korean',
    '@embedpdf/fonts-kr/fonts/NotoSansKR-Regular.otf',
    '@embedpdf/fonts-kr/fonts/NotoSansKR-Bold.otf',
  ],
];

function expo(name: string, file: string): string[] {
  return [
    `@expo-google-fonts/${name}/400Regular/${file}_400Regular.ttf`,
    `@expo-google-fonts/${name}/700Bold/${file}_700Bold.ttf`,
  ];
}

export const fontFamilies: readonly string[] = families.map(([family]) => family);

export const fontFiles = (): readonly string[] => families.flatMap(([, ...files]) => files.map(installed));

/** Some packages export nothing but their entry, so a file is found from the package's own folder. */
function installed(file: string): string {
  const [scope = '', name = '', ...rest] = file.split('/');
  const entry = require.resolve(`${scope}/${name}`);
  const folder = join(scope, name);
  return join(entry.slice(0, entry.lastIndexOf(folder) + folder.length), ...rest);
}
