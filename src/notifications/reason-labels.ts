import type { Bilingual } from '../meetings/meetings.events.js';

/** What the usual reason codes mean to the people who read them; a code that is not listed is explained by its text alone. */
export const reasonLabels: Readonly<Record<string, Bilingual>> = {
  'document-illegible': { es: 'El documento no es legible', en: 'The document is not legible' },
  'document-data-differ': { es: 'Los datos no coinciden con el documento', en: 'The data differ from the document' },
  'name-incomplete': { es: 'El nombre está incompleto', en: 'The name is incomplete' },
  'title-not-admitted': {
    es: 'El cargo no corresponde al perfil de la reunión',
    en: 'The functional title does not fit the profile of the meeting',
  },
  'declaration-missing': { es: 'Falta una declaración exigida', en: 'A required declaration is missing' },
  'profile-not-met': { es: 'No se cumple el perfil exigido', en: 'The required profile is not met' },
  'evidence-insufficient': { es: 'La acreditación documental es insuficiente', en: 'The evidence is insufficient' },
  'evidence-withdrawn': {
    es: 'Se ha retirado la acreditación documental en la que se apoyaba',
    en: 'The evidence that it rested on was withdrawn',
  },
  'evidence-replaced': {
    es: 'Se ha sustituido la acreditación documental en la que se apoyaba',
    en: 'The evidence that it rested on was replaced',
  },
  'evidence-missing': { es: 'Falta la acreditación documental', en: 'The evidence is missing' },
  'identity-in-question': {
    es: 'Deben aclararse los datos de identidad',
    en: 'The identity data have to be clarified',
  },
  'room-capacity': { es: 'El aforo de la sala', en: 'The capacity of the room' },
};
