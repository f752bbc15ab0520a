import type { Wording } from './wording.js';

export const spanish: Wording = {
  // «A la atención de» and not «Estimado» or «Estimada»: nobody's gender is known here.
  greeting: { named: 'A la atención de {{recipient}}:', unnamed: 'A quien corresponda:' },
  labels: {
    meeting: 'Reunión',
    place: 'Lugar y fecha',
    person: 'Nombre',
    delegation: 'Delegación',
    capacity: 'Calidad',
    reason: 'Motivo',
    visibleLink: 'Si el botón no se abre, copie esta dirección en su navegador:',
    linkExpires: 'El enlace es personal y tiene validez hasta: {{linkExpires}}.',
  },
  farewell: 'Le saludamos atentamente,',
  signature: 'La secretaría de la reunión',
  messages: {
    invitation: {
      subject: 'Complete su perfil de acreditación: {{meetingTitle}}',
      opening: [
        'Reciba un cordial saludo. Nos complace comunicarle que su delegación ha presentado su postulación para participar en la siguiente reunión:',
      ],
      button: 'Completar el perfil',
      closing: [
        { when: 'deadline', text: 'Le agradeceremos que complete su perfil a más tardar en este plazo: {{deadline}}.' },
        'La acreditación se decidirá una vez verificados los datos del perfil. Este mensaje no constituye una acreditación.',
        'Le rogamos que no reenvíe el enlace. Si no esperaba este mensaje, consulte al punto focal de su delegación o a la secretaría de la reunión.',
      ],
    },
    returned: {
      subject: 'Su perfil requiere correcciones: {{meetingTitle}}',
      opening: [
        'Reciba un cordial saludo. Hemos revisado su perfil de acreditación y, para continuar con el trámite, le solicitamos que lo corrija o lo complete.',
      ],
      showsReason: true,
      button: 'Corregir el perfil',
      closing: [
        {
          when: 'deadline',
          text: 'Le agradeceremos que envíe las correcciones a más tardar en este plazo: {{deadline}}.',
        },
        'Utilice el enlace de este mensaje en lugar de los anteriores y no lo reenvíe. Si tiene alguna duda, consulte al punto focal de su delegación o a la secretaría de la reunión.',
      ],
    },
    approved: {
      subject: 'Acreditación aprobada: {{meetingTitle}}',
      opening: ['Reciba un cordial saludo. Nos complace comunicarle que se ha aprobado la siguiente acreditación:'],
      button: 'Consultar la acreditación',
      closing: [
        'Próximos pasos: la secretaría de la reunión se encarga de expedir la credencial. Le rogamos que lleve consigo el documento de viaje indicado en su perfil, pues podrá solicitarse para la entrega.',
        'Este mensaje no sustituye a la credencial ni permite por sí solo el acceso a la sede o la entrada en el país.',
        'Si alguno de estos datos no es correcto o ha cambiado, comuníquelo al punto focal de su delegación o a la secretaría de la reunión.',
      ],
    },
    rejected: {
      subject: 'Acreditación no concedida: {{personName}} – {{meetingTitle}}',
      opening: [
        'Reciba un cordial saludo. En su calidad de punto focal, le comunicamos que no ha sido posible conceder la siguiente acreditación:',
      ],
      showsReason: true,
      closing: [
        { when: 'deadline', text: 'Plazo de la delegación para presentar postulaciones: {{deadline}}.' },
        'Para cualquier consulta sobre esta decisión, puede dirigirse a la secretaría de la reunión. Le agradecemos su comprensión.',
      ],
    },
    'rejected-person': {
      subject: 'Decisión sobre su acreditación: {{meetingTitle}}',
      opening: [
        'Reciba un cordial saludo. Le agradecemos su interés en participar y lamentamos comunicarle que no ha sido posible conceder la siguiente acreditación:',
      ],
      showsReason: true,
      closing: [
        'Para cualquier consulta sobre esta decisión, puede dirigirse al punto focal de su delegación o a la secretaría de la reunión. Le agradecemos su comprensión.',
      ],
    },
  },
};
