import {
  type DatabaseConnection,
  type Driver,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
} from 'kysely';
import type { Availability } from './availability.ts';

/** PostgreSQL, whose connections and statements all go through one `availability`. */
export class WatchedDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;
  readonly #availability: Availability;

  constructor(config: PostgresDialectConfig, availability: Availability) {
    super(config);
    this.#config = config;
    this.#availability = availability;
  }

  override createDriver(): Driver {
    return new WatchedDriver(this.#config, this.#availability);
  }
}

class WatchedDriver extends PostgresDriver {
  readonly #availability: Availability;
  readonly #watched = new WeakSet<DatabaseConnection>();

  constructor(config: PostgresDialectConfig, availability: Availability) {
    super(config);
    this.#availability = availability;
  }

  override async acquireConnection(
    ...options: Parameters<PostgresDriver['acquireConnection']>
  ): Promise<DatabaseConnection> {
    const connection = await this.#availability.of(() => super.acquireConnection(...options));
    // The driver keeps its connections: each is met again. Begin and commit go through this, too.
    if (!this.#watched.has(connection)) {
      this.#watched.add(connection);
      const execute = connection.executeQuery.bind(connection);
      connection.executeQuery = (...query) => this.#availability.of(() => execute(...query));
    }
    return connection;
  }
}
