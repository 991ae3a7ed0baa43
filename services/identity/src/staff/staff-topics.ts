/** Announced when an invitation of staff is to be mailed. */
export const operatorInvitationMailTopic = 'operator-invitation-mail';
/** Announced when roles of staff were changed. */
export const staffRolesMailTopic = 'staff-roles-mail';
