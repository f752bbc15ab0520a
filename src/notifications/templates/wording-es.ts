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
    visibleLink: 'Si el botón no funciona, copie esta dirección en su navegador:',
    linkExpires: 'El enlace es personal y tiene validez hasta: {{linkExpires}}.',
  },
  details: {
    room: 'Sala',
    seat: 'Asiento',
    formerSeat: 'Asiento anterior',
    seatChange: 'Cambio de asiento',
    letterNumber: 'Número de la carta',
    quotaBefore: 'Cupo anterior',
    quotaNow: 'Cupo actual',
    slotsInUse: 'Plazas en uso',
    nominated: 'Perfiles pendientes de completar',
    submitted: 'Perfiles pendientes de verificación',
    returned: 'Perfiles con correcciones solicitadas',
    verified: 'Perfiles pendientes de aprobación',
    approved: 'Acreditaciones aprobadas',
    'on-hold': 'Expedientes en espera',
    rejected: 'Acreditaciones no concedidas',
    revoked: 'Acreditaciones revocadas',
  },
  seat: { table: 'Mesa, asiento', behind: 'Segunda fila, asiento', waiting: 'Lista de espera', none: 'Sin asiento' },
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
    reminder: {
      subject: 'Recordatorio para completar su perfil: {{meetingTitle}}',
      opening: [
        'Reciba un cordial saludo. Le recordamos que aún no hemos recibido completo su perfil de acreditación para la siguiente reunión:',
      ],
      button: 'Completar el perfil',
      closing: [
        'El trámite continuará cuando el perfil esté completo. Utilice el enlace de este mensaje en lugar de los anteriores y no lo reenvíe.',
        'Si ya no puede participar, le rogamos que lo comunique al punto focal de su delegación.',
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
    'on-hold': {
      subject: 'Acreditación en espera: {{personName}} – {{meetingTitle}}',
      opening: [
        'Reciba un cordial saludo. En su calidad de punto focal, le comunicamos que el trámite de la siguiente acreditación queda en espera hasta que se resuelva una cuestión pendiente:',
      ],
      showsReason: true,
      closing: [
        'Entretanto se conserva la plaza en su delegación. Para cualquier consulta, o si puede contribuir a resolver la cuestión, puede dirigirse a la secretaría de la reunión.',
      ],
    },
    approved: {
      subject: 'Acreditación aprobada: {{meetingTitle}}',
      opening: ['Reciba un cordial saludo. Nos complace comunicarle que se ha aprobado la siguiente acreditación:'],
      button: 'Consultar la acreditación',
      closing: [
        'Próximos pasos: la secretaría de la reunión se encarga de expedir la credencial. Le rogamos que lleve consigo el documento de viaje indicado en su perfil, pues podrá solicitarse para la entrega.',
        'Adjuntamos un archivo de calendario con los días de la reunión.',
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
    'credential-ready': {
      subject: 'Su credencial ha sido expedida: {{meetingTitle}}',
      opening: [
        'Reciba un cordial saludo. Nos complace comunicarle que se ha expedido su credencial para la siguiente reunión:',
      ],
      closing: [
        'Se le entregará personalmente en la mesa de acreditación de la reunión, previa presentación del documento de viaje indicado en su perfil.',
        {
          when: 'activationRequired',
          text: 'La credencial tendrá validez desde su activación, que se realiza en el momento de la entrega.',
        },
        'La credencial es personal e intransferible. En caso de pérdida, comuníquelo de inmediato a la secretaría de la reunión.',
      ],
    },
    'letter-ready': {
      subject: 'Carta de apoyo para la solicitud de visa: {{personName}} – {{meetingTitle}}',
      opening: [
        'Reciba un cordial saludo. Nos complace comunicarle que se ha expedido la carta de apoyo para la solicitud de visa de la siguiente persona:',
      ],
      closing: [
        'El punto focal de la delegación puede descargar la carta. También puede hacerlo la persona indicada con el enlace personal del mensaje de aprobación, mientras siga vigente y no se haya utilizado.',
        'La carta acompaña la solicitud de visa; la decisión corresponde a las autoridades del país.',
      ],
    },
    substituted: {
      subject: 'Cambio en su delegación: {{meetingTitle}}',
      opening: [
        'Reciba un cordial saludo. Le comunicamos que su delegación ha designado a otra persona para ocupar su lugar en la siguiente reunión:',
      ],
      closing: [
        'En consecuencia, se ha cerrado su acreditación. Si se le expidió una carta de apoyo para la solicitud de visa o una credencial, ha dejado de tener validez.',
        'Si tiene alguna duda, consulte al punto focal de su delegación. Le agradecemos su interés en la reunión.',
      ],
    },
    'seat-assigned': {
      subject: 'Su asiento: {{meetingTitle}}',
      opening: ['Reciba un cordial saludo. Nos complace comunicarle el asiento que se le ha asignado:'],
      closing: [
        'El plano de la sala puede cambiar; si cambia su asiento, se lo comunicaremos. El orden dentro de la delegación lo establece su punto focal.',
      ],
    },
    'seat-changed': {
      subject: 'Cambio de su asiento: {{meetingTitle}}',
      opening: ['Reciba un cordial saludo. Le comunicamos un cambio en el plano de la sala que le concierne:'],
      closing: [
        {
          when: 'isWaiting',
          text: 'Por el momento, todos los asientos de su delegación en esta sala están ocupados. Le avisaremos en cuanto quede uno libre.',
        },
        {
          when: 'isWithoutSeat',
          text: 'Por un cambio en la configuración de la sala, su delegación ya no tiene asientos asignados en ella y el que le correspondía ha quedado sin efecto. Este cambio no afecta a su acreditación.',
        },
        'El orden dentro de la delegación lo establece su punto focal, que puede atender sus consultas.',
      ],
    },
    'quota-changed': {
      subject: 'Cambio del cupo de {{delegationName}}: {{meetingTitle}}',
      opening: [
        'Reciba un cordial saludo. En su calidad de punto focal, le comunicamos que ha cambiado el cupo de su delegación en la siguiente reunión:',
      ],
      showsReason: true,
      closing: [
        'Ninguna persona ya postulada pierde su lugar por este cambio. Si el número de plazas en uso supera el cupo, podrán presentarse nuevas postulaciones cuando vuelva a estar dentro de él.',
        'Para cualquier consulta, puede dirigirse a la secretaría de la reunión.',
      ],
    },
    digest: {
      subject: 'Resumen diario de {{delegationName}}: {{meetingTitle}}',
      opening: [
        'Reciba un cordial saludo. En su calidad de punto focal, le comunicamos que, desde el último resumen, ha habido cambios en su delegación, que se encuentra en la siguiente situación:',
      ],
      closing: ['Para cualquier consulta, puede dirigirse a la secretaría de la reunión.'],
    },
  },
};
