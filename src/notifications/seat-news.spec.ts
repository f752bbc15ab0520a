import type { SeatNews } from './notifications.events.js';
import { seatNewsBetween } from './seat-news.js';

const minute = (number: number): string => new Date(Date.UTC(2025, 0, 1, 0, number)).toISOString();
const of = (number: number): Pick<SeatNews, 'at' | 'fileId' | 'room'> => ({
  at: minute(number),
  fileId: 'ana',
  room: 'plenary',
});

const assigned: SeatNews = { ...of(1), seat: 'T1' };
const changed: SeatNews = { ...of(2), seat: 'B1', formerSeat: 'T1' };
const back: SeatNews = { ...of(3), seat: 'T1', formerSeat: 'B1' };
const lost: SeatNews = { ...of(4), formerSeat: 'B1' };
const waits: SeatNews = { ...of(5), seat: null, formerSeat: 'T1' };
const all = (...news: readonly SeatNews[]): readonly SeatNews[] => seatNewsBetween(news, null, minute(10));

describe('P6 what focal points are told of seats', () => {
  it('is each change as a whole', () => {
    expect(all(assigned)).toEqual([assigned]);
    expect(all(assigned, changed)).toEqual([{ ...of(2), seat: 'B1' }]);
    expect(all(changed, lost)).toEqual([{ ...of(4), formerSeat: 'T1' }]);
    expect(all(changed, back, waits)).toEqual([{ ...of(5), seat: null, formerSeat: 'T1' }]);
  });

  it('is nothing where somebody is back, or had never heard of the seat that they lost', () => {
    expect(all(changed, back)).toEqual([]);
    expect(all(assigned, lost)).toEqual([]);
  });

  it('is what came since the last digest, and before the hour of this one', () => {
    expect(seatNewsBetween([assigned, changed, waits], minute(2), minute(5))).toEqual([changed]);
  });

  it('keeps persons and rooms apart', () => {
    const other: SeatNews = { ...of(2), fileId: 'eva', seat: 'T2' };
    const elsewhere: SeatNews = { ...of(3), room: 'annex', seat: 'T1' };
    expect(all(assigned, other, elsewhere)).toEqual([assigned, other, elsewhere]);
  });
});
