import type { Migration } from '@countersign/db';
import { sql } from 'kysely';

/** Batches of cards for the print shop, and the cards, printed or eGrids. */
export const gridCards: Migration = {
  async up(db) {
    await sql`
      create table grid_card_batches (
        id text primary key,
        label text not null,
        state text not null check (state in ('printing', 'ready', 'void')),
        count integer not null check (count between 1 and 1000),
        made integer not null default 0 check (made between 0 and count),
        mode text not null check (mode in ('reuse', 'once')),
        rows integer not null check (rows > 0),
        columns integer not null check (columns between 1 and 26),
        cells integer not null check (cells > 0),
        alphabet text not null check (alphabet in ('crockford', 'digits')),
        -- Of the print shop, DER; the print file is sealed to its key.
        printer_certificate bytea not null,
        printer text not null,
        -- CMS EnvelopedData; null until it is ready, and once the batch is void.
        print_file bytea,
        print_file_sha256 bytea,
        cards_expire_at timestamptz not null,
        created_by text not null,
        created_at timestamptz not null,
        check ((state = 'ready') = (print_file is not null)),
        check ((print_file is null) = (print_file_sha256 is null))
      )`.execute(db);

    await sql`
      create table grid_cards (
        serial text primary key check (serial ~ '^[0-9]{10}$'),
        -- Null for an eGrid.
        batch_id text references grid_card_batches (id),
        state text not null check (state in ('unassigned', 'assigned', 'void')),
        authenticator_id text unique references authenticators (id),
        mode text not null check (mode in ('reuse', 'once')),
        rows integer not null check (rows > 0),
        columns integer not null check (columns between 1 and 26),
        cells integer not null check (cells > 0),
        alphabet text not null check (alphabet in ('crockford', 'digits')),
        -- Of which the cells are made; sealed. In mode once it is erased as soon as the card is drawn.
        card_key bytea,
        -- How often each cell was asked for, in mode reuse.
        uses integer[] check (uses is null or cardinality(uses) = rows * columns),
        -- Challenges of a card of the stock in mode once, each with the slow hash of its answer; they become rows of
        -- challenges when it is assigned.
        answers jsonb,
        -- Of an eGrid that was not downloaded yet: the password of its PDF, sealed, and its language.
        password bytea,
        language text,
        downloaded_at timestamptz,
        -- When its owner was told that it runs out.
        noticed_at timestamptz,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        check ((state = 'assigned') = (authenticator_id is not null)),
        check (state <> 'void' or (card_key is null and answers is null))
      )`.execute(db);
    await sql`create index grid_cards_of_batch on grid_cards (batch_id, serial)`.execute(db);
  },
};
