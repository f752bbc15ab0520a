/** What can be wrong with a file that is sent. */
export const uploadProblems = {
  'malformed-upload': {
    status: 400,
    title: { en: 'The form cannot be read', es: 'El formulario no puede leerse' },
    detail: {
      en: 'The multipart/form-data body is broken or ends too early. Send it again.',
      es: 'El cuerpo multipart/form-data está dañado o termina antes de tiempo. Envíelo de nuevo.',
    },
  },
  'file-missing': {
    status: 400,
    title: { en: 'The file is missing', es: 'Falta el archivo' },
    detail: {
      en: 'The form holds no file, or an empty one.',
      es: 'El formulario no contiene ningún archivo o está vacío.',
    },
  },
  'one-file-only': {
    status: 400,
    title: { en: 'One file, and nothing else', es: 'Un solo archivo y nada más' },
    detail: {
      en: 'The form must hold exactly one file and no other field.',
      es: 'El formulario debe contener exactamente un archivo y ningún otro campo.',
    },
  },
  'subject-erased': {
    status: 410,
    title: { en: 'Erased', es: 'Datos suprimidos' },
    detail: {
      en: 'The personal data of this record are erased, so that nothing can be added to it.',
      es: 'Los datos personales de este registro fueron suprimidos, por lo que no puede añadirse nada.',
    },
  },
  'file-too-large': {
    status: 413,
    title: { en: 'The file is too large', es: 'El archivo es demasiado grande' },
    detail: { en: 'The file may have at most {most} MB.', es: 'El archivo puede tener como máximo {most} MB.' },
  },
  'form-expected': {
    status: 415,
    title: { en: 'A form with a file is expected', es: 'Se espera un formulario con un archivo' },
    detail: {
      en: 'Send the file as multipart/form-data.',
      es: 'Envíe el archivo como multipart/form-data.',
    },
  },
  'file-type-not-accepted': {
    status: 415,
    title: { en: 'This kind of file is not accepted', es: 'Este tipo de archivo no se admite' },
    detail: {
      en: 'By its content the file is none of: {accepted}. Its name does not matter.',
      es: 'Por su contenido, el archivo no es de ninguno de estos tipos: {accepted}. Su nombre no influye.',
    },
  },
  'file-damaged': {
    status: 422,
    title: { en: 'The file is damaged', es: 'El archivo está dañado' },
    detail: {
      en: 'The file is incomplete, cannot be opened, or is larger in pixels than anything that is taken.',
      es: 'El archivo está incompleto, no puede abrirse o tiene más píxeles de los admitidos.',
    },
  },
  'too-many-unused-files': {
    status: 429,
    title: { en: 'Too many files wait to be used', es: 'Demasiados archivos sin usar' },
    detail: {
      en: 'At most {documents} files or {megabytes} MB may wait until something names them. Name those that were uploaded, or come back tomorrow: what nothing names is removed after a day.',
      es: 'Solo pueden quedar sin usar {documents} archivos o {megabytes} MB. Utilice los ya cargados o vuelva mañana: lo que nada menciona se elimina al cabo de un día.',
    },
  },
} as const;
