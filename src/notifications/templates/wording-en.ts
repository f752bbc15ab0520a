import type { Wording } from './wording.js';

export const english: Wording = {
  greeting: { named: 'Dear {{recipient}},', unnamed: 'To whom it may concern,' },
  labels: {
    meeting: 'Meeting',
    place: 'Place and date',
    person: 'Name',
    delegation: 'Delegation',
    capacity: 'Capacity',
    reason: 'Reason',
    visibleLink: 'If the button does not work, copy this address into your browser:',
    linkExpires: 'The link is personal and valid until: {{linkExpires}}.',
  },
  details: {
    room: 'Room',
    seat: 'Seat',
    formerSeat: 'Former seat',
    seatChange: 'Change of seat',
    letterNumber: 'Number of the letter',
    quotaBefore: 'Former quota',
    quotaNow: 'Present quota',
    slotsInUse: 'Places in use',
    nominated: 'Profiles awaited',
    submitted: 'Profiles to be verified',
    returned: 'Profiles returned for correction',
    verified: 'Profiles to be approved',
    approved: 'Accreditations approved',
    'on-hold': 'Files on hold',
    rejected: 'Accreditations not granted',
    revoked: 'Accreditations revoked',
  },
  seat: { table: 'Table, seat', behind: 'Second row, seat', waiting: 'Waiting list', none: 'No seat' },
  farewell: 'Yours sincerely,',
  signature: 'The secretariat of the meeting',
  messages: {
    invitation: {
      subject: 'Please complete your accreditation profile: {{meetingTitle}}',
      opening: [
        'We are pleased to inform you that your delegation has nominated you to take part in the following meeting:',
      ],
      button: 'Complete the profile',
      closing: [
        {
          when: 'deadline',
          text: 'We should be grateful if you would complete your profile no later than: {{deadline}}.',
        },
        'Accreditation is decided once the details in the profile have been verified. This message is not an accreditation.',
        'Please do not forward the link. If you did not expect this message, please ask the focal point of your delegation or the secretariat of the meeting.',
      ],
    },
    reminder: {
      subject: 'Reminder to complete your profile: {{meetingTitle}}',
      opening: [
        'We write to remind you that we have not yet received your complete accreditation profile for the following meeting:',
      ],
      button: 'Complete the profile',
      closing: [
        'Your application can proceed once the profile is complete. Please use the link in this message instead of any earlier one, and do not forward it.',
        'If you are no longer able to take part, please let the focal point of your delegation know.',
      ],
    },
    returned: {
      subject: 'Your profile needs correction: {{meetingTitle}}',
      opening: [
        'We have reviewed your accreditation profile. So that your application can proceed, please correct or complete it.',
      ],
      showsReason: true,
      button: 'Correct the profile',
      closing: [
        { when: 'deadline', text: 'We should be grateful to receive your corrections no later than: {{deadline}}.' },
        'Please use the link in this message instead of any earlier one, and do not forward it. If you have any questions, please ask the focal point of your delegation or the secretariat of the meeting.',
      ],
    },
    'on-hold': {
      subject: 'Accreditation on hold: {{personName}} – {{meetingTitle}}',
      opening: [
        'We write to you as focal point. The processing of the following accreditation is on hold until a question has been settled:',
      ],
      showsReason: true,
      closing: [
        'The place in your delegation is kept meanwhile. If you have any questions, or can help to settle the matter, please contact the secretariat of the meeting.',
      ],
    },
    approved: {
      subject: 'Accreditation approved: {{meetingTitle}}',
      opening: ['We are pleased to inform you that the following accreditation has been approved:'],
      button: 'View the accreditation',
      closing: [
        'What happens next: the secretariat of the meeting is responsible for issuing the credential. Please bring with you the travel document named in your profile, as you may be asked for it when you collect the credential.',
        'A calendar file with the days of the meeting is attached.',
        'This message does not replace the credential and does not by itself give access to the venue or entry to the country.',
        'If any of these details is wrong or has changed, please tell the focal point of your delegation or the secretariat of the meeting.',
      ],
    },
    rejected: {
      subject: 'Accreditation not granted: {{personName}} – {{meetingTitle}}',
      opening: [
        'We write to you as focal point. We regret to inform you that the following accreditation could not be granted:',
      ],
      showsReason: true,
      closing: [
        { when: 'deadline', text: 'Deadline for nominations by the delegation: {{deadline}}.' },
        'If you have any questions about this decision, please contact the secretariat of the meeting. Thank you for your understanding.',
      ],
    },
    'rejected-person': {
      subject: 'Decision on your accreditation: {{meetingTitle}}',
      opening: [
        'Thank you for your interest in taking part. We regret to inform you that the following accreditation could not be granted:',
      ],
      showsReason: true,
      closing: [
        'If you have any questions about this decision, please contact the focal point of your delegation or the secretariat of the meeting. Thank you for your understanding.',
      ],
    },
    'credential-ready': {
      subject: 'Your credential has been issued: {{meetingTitle}}',
      opening: ['We are pleased to inform you that your credential for the following meeting has been issued:'],
      closing: [
        'It will be handed over to you in person at the accreditation desk of the meeting, on presentation of the travel document named in your profile.',
        {
          when: 'activationRequired',
          text: 'The credential becomes valid when it is activated, at the moment when it is handed over.',
        },
        'The credential is personal and may not be lent. If it is lost, please tell the secretariat of the meeting at once.',
      ],
    },
    'letter-ready': {
      subject: 'Visa support letter issued: {{personName}} – {{meetingTitle}}',
      opening: ['We are pleased to inform you that the visa support letter for the following person has been issued:'],
      closing: [
        'The focal point of the delegation can download the letter. The person named above can also do so with the personal link in the message of approval, as long as the link is valid and unused.',
        'The letter supports an application for a visa; the decision rests with the authorities of the country.',
      ],
    },
    substituted: {
      subject: 'Change in your delegation: {{meetingTitle}}',
      opening: [
        'We write to inform you that your delegation has named another person to take your place at the following meeting:',
      ],
      closing: [
        'Your accreditation has therefore been closed. If a visa support letter or a credential was issued to you, it is no longer valid.',
        'If you have any questions, please ask the focal point of your delegation. Thank you for your interest in the meeting.',
      ],
    },
    'seat-assigned': {
      subject: 'Your seat: {{meetingTitle}}',
      opening: ['We are pleased to inform you of the seat that has been assigned to you:'],
      closing: [
        'The plan of the room may still change; if your seat changes, we shall let you know. The order within the delegation is set by its focal point.',
      ],
    },
    'seat-changed': {
      subject: 'Change of your seat: {{meetingTitle}}',
      opening: ['We write to inform you of a change in the plan of the room that concerns you:'],
      closing: [
        {
          when: 'isWaiting',
          text: 'All seats of your delegation in this room are taken at present. We shall let you know as soon as one is free.',
        },
        {
          when: 'isWithoutSeat',
          text: 'Following a change of the room, your delegation no longer has seats assigned in this room, and yours has been withdrawn. This change does not affect your accreditation.',
        },
        'The order within the delegation is set by its focal point, who can answer your questions.',
      ],
    },
    'quota-changed': {
      subject: 'Change of the quota of {{delegationName}}: {{meetingTitle}}',
      opening: ['We write to you as focal point. The quota of your delegation at the following meeting has changed:'],
      showsReason: true,
      closing: [
        'Nobody who has been nominated loses their place by this change. If more places are in use than the quota gives, new nominations are possible again once the number is within it.',
        'If you have any questions, please contact the secretariat of the meeting.',
      ],
    },
    digest: {
      subject: 'Daily summary of {{delegationName}}: {{meetingTitle}}',
      opening: [
        'We write to you as focal point. Since the last summary there have been changes in your delegation, which stands as follows:',
      ],
      closing: ['If you have any questions, please contact the secretariat of the meeting.'],
    },
  },
};
