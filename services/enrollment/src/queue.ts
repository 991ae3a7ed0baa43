/** Own queue of enrollment: order announces paid orders there, enrollment its own jobs. */
export const queueName = 'enrollment';
