import type { GetSupportResponse } from '@countersign/proto/catalog';
import { type Static, Type } from 'typebox';
import { omitUndefined, orAbsent, timeOrAbsent } from './json.ts';
import { closed, moment, said } from './schemas.ts';

export const SupportSchema = closed(
  {
    chatUrl: Type.Optional(said('Address of the chat.', 'https://support.example.com/chat')),
    email: Type.Optional(said('E-mail address.', 'support@example.com')),
    numbers: Type.Array(
      closed(
        {
          number: said('Number in E.164 form.', '+12025550100'),
          display: said('Number as people read it.', '+1 202 555 0100'),
          countries: Type.Array(Type.String(), {
            description: 'Countries from which it is dialled; empty for every country.',
            examples: [['US', 'CA']],
          }),
          hint: said('How it is dialled and what it costs.', 'Free from the United States and Canada.'),
        },
        { title: 'SupportNumber' },
      ),
      { description: 'Telephone numbers with their dialling rules.' },
    ),
    hours: Type.Array(
      closed(
        {
          fromDay: Type.Integer({ description: '1 Monday to 7 Sunday.', minimum: 1, maximum: 7, examples: [7] }),
          fromTime: said('Wall-clock time at which it begins.', '20:00'),
          toDay: Type.Integer({ description: '1 Monday to 7 Sunday.', minimum: 1, maximum: 7, examples: [5] }),
          toTime: said('Wall-clock time at which it ends; the minute itself is outside.', '20:00'),
        },
        { title: 'SupportSpan' },
      ),
      { description: 'Opening hours in the time zone of the desk; a span may cross days.' },
    ),
    timeZone: said('IANA time zone of the desk.', 'America/New_York'),
    open: Type.Boolean({ description: 'Whether it is open at the moment asked for.', examples: [true] }),
    changesAt: Type.Optional(moment('Moment of the next opening or closing.')),
  },
  { title: 'Support' },
);

/** Ways to reach support as JSON. */
export function toSupportJson(support: GetSupportResponse): Static<typeof SupportSchema> {
  return omitUndefined({
    chatUrl: orAbsent(support.chatUrl),
    email: orAbsent(support.email),
    numbers: support.numbers.map(({ number, display, countries, hint }) => ({ number, display, countries, hint })),
    hours: support.hours.map(({ fromDay, fromTime, toDay, toTime }) => ({ fromDay, fromTime, toDay, toTime })),
    timeZone: support.timeZone,
    open: support.open,
    changesAt: timeOrAbsent(support.changesAt),
  });
}
