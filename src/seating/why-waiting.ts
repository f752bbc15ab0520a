import type { Bilingual } from '../meetings/meetings.events.js';
import type { FileSeatView, SeatCountsView, WaitingView } from './seating.dto.js';

/** Seats as people find them: T2 is the second at the table, B1 the first behind it. */
export function seatSentence(seat: string): Bilingual {
  const number = seat.slice(1);
  return seat.startsWith('T')
    ? {
        es: `Su asiento es el ${number} de la mesa de su delegación (${seat}).`,
        en: `Your seat is number ${number} at the table of your delegation (${seat}).`,
      }
    : {
        es: `Su asiento es el ${number} detrás de la mesa de su delegación (${seat}).`,
        en: `Your seat is number ${number} behind the table of your delegation (${seat}).`,
      };
}

/** Why somebody waits, in numbers alone (P3). */
export function waitingSentence(
  { position, because }: Pick<WaitingView, 'position' | 'because'>,
  { seats, taken, held }: SeatCountsView,
): Bilingual {
  const kept = {
    es: held === 0 ? '' : ` y ${held} se ${held === 1 ? 'reserva' : 'reservan'} por sustitución`,
    en: held === 0 ? '' : ` and ${held} ${held === 1 ? 'is' : 'are'} kept for a substitution`,
  };
  const full = {
    es: because === 'room-full' ? ' El aforo de la sala no permite asignarle más.' : '',
    en: because === 'room-full' ? ' The capacity of the room allows it no more.' : '',
  };
  return {
    es:
      `Usted ocupa el lugar ${position} de la lista de espera de su delegación, que sigue el orden de precedencia. ` +
      `La delegación dispone de ${seats} ${seats === 1 ? 'asiento' : 'asientos'} en esta sala: ` +
      `${taken} ${taken === 1 ? 'está ocupado' : 'están ocupados'}${kept.es}.${full.es} ` +
      'Cuando uno quede libre, pasará a la primera persona de la lista.',
    en:
      `You are number ${position} on the waiting list of your delegation, which follows its order of precedence. ` +
      `The delegation has ${seats} ${seats === 1 ? 'seat' : 'seats'} in this room: ` +
      `${taken} ${taken === 1 ? 'is' : 'are'} taken${kept.en}.${full.en} ` +
      'When one becomes free, it goes to the first person on the list.',
  };
}

/** What is said of a draft to those whom it concerns (P6). */
export const draftSentence: Bilingual = {
  es: 'El plano de esta sala aún no se ha publicado. Cuando se publique, podrá consultar su plaza aquí.',
  en: 'The plan of this room is not published yet. Once it is, you can look your seat up here.',
};

/** Why somebody is not in the plan at all. */
export const absentSentence = (stage: string, hasSeats: boolean): FileSeatView['explanation'] =>
  !hasSeats
    ? {
        es: 'Su delegación no tiene asientos asignados en esta sala.',
        en: 'Your delegation has no seats assigned in this room.',
      }
    : stage === 'approved'
      ? {
          es: 'Su acreditación está aprobada; su asiento se asignará en breve.',
          en: 'Your accreditation is approved; your seat will be assigned shortly.',
        }
      : {
          es: 'Los asientos se asignan a personas con la acreditación aprobada; la suya no lo está.',
          en: 'Seats are assigned to persons whose accreditation is approved; yours is not.',
        };
