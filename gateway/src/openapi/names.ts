interface Document {
  components?: { schemas?: Record<string, unknown> };
}

/**
 * Gives every object schema that has a title a name in the document, and refers to it wherever it occurs: generated
 * clients then have one type per resource. Throws when two different schemas have the same title.
 */
export function nameSchemas<D extends object>(document: D): D {
  const schemas: Record<string, unknown> = {};
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const visited = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, visit(member)]));
    const { title, type } = visited;
    if (type !== 'object' || typeof title !== 'string') return visited;
    // Where a schema is a whole body its examples were moved beside it; those of its members stay.
    delete visited['examples'];
    const known = schemas[title];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(visited)) {
      throw new Error(`two different schemas are called ${title}`);
    }
    schemas[title] = visited;
    return { $ref: `#/components/schemas/${title}` };
  };
  const { components, ...rest } = document as Document;
  const named = visit(rest) as object;
  return { ...named, components: { ...components, schemas: { ...components?.schemas, ...schemas } } } as unknown as D;
}
