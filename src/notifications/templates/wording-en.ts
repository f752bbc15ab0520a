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
    visibleLink: 'If the button does not open, copy this address into your browser:',
    linkExpires: 'The link is personal and valid until: {{linkExpires}}.',
  },
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
    approved: {
      subject: 'Accreditation approved: {{meetingTitle}}',
      opening: ['We are pleased to inform you that the following accreditation has been approved:'],
      button: 'View the accreditation',
      closing: [
        'What happens next: the secretariat of the meeting is responsible for issuing the credential. Please bring with you the travel document named in your profile, as you may be asked for it when you collect the credential.',
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
  },
};
