import sharp from 'sharp';
import { seeded } from './random.js';

const WIDTH = 480;
const HEIGHT = 600;
const skins = ['#f3d3bd', '#e2b08c', '#c68863', '#9c6544', '#6f4630', '#4b2e20'];
const hairs = ['#1d1714', '#3a2a20', '#6b4a2f', '#a87c4f', '#8e8e8e', '#d8d2c8'];
const clothes = ['#22324a', '#4a2230', '#27452f', '#3d3d45', '#5b4a1f', '#1f4a52'];
const grounds = ['#e8edf2', '#f1ece2', '#e6efe7', '#efe6ec'];

/** A drawn face for an invented person, the same for the same key: nobody's photo. @returns JPEG, 480 × 600 px */
export async function portraitOf(key: string): Promise<Buffer> {
  const random = seeded([...key].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7));
  const [skin, hair, coat] = [random.of(skins), random.of(hairs), random.of(clothes)];
  const face = 108 + random.below(16);
  const long = random.below(2) === 0 ? 0 : 150 + random.below(80);
  const eyes = 250 + random.below(14);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <rect width="100%" height="100%" fill="${random.of(grounds)}"/>
    <rect x="${240 - face - 18}" y="240" width="${2 * face + 36}" height="${long}" rx="40" fill="${hair}"/>
    <ellipse cx="240" cy="232" rx="${face + 18}" ry="150" fill="${hair}"/>
    <path d="M40 600 Q60 440 240 430 Q420 440 440 600 Z" fill="${coat}"/>
    <rect x="200" y="370" width="80" height="90" rx="36" fill="${skin}"/>
    <ellipse cx="240" cy="275" rx="${face}" ry="138" fill="${skin}"/>
    <circle cx="200" cy="${eyes}" r="9" fill="#222"/><circle cx="280" cy="${eyes}" r="9" fill="#222"/>
    <path d="M236 ${eyes + 20} q-10 36 8 40" fill="none" stroke="#0004" stroke-width="5"/>
    <path d="M205 345 q35 ${14 + random.below(14)} 70 0" fill="none" stroke="#803c3c" stroke-width="7" stroke-linecap="round"/>
  </svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer();
}
