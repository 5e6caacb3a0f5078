const text = { type: 'string', minLength: 1 };
const strict = (properties: object) => ({ type: 'object', additionalProperties: false, required: Object.keys(properties), properties });

/** JSON Schema (draft 2020-12) of `ChartLayout`, the document behind `Chart.layoutUrl`. Published at /charts/schema.json. */
export const chartSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Seating chart layout',
  description: "Geometry of a hall: absolute positions in the chart's own units, x to the right, y downwards; seats in index order.",
  ...strict({
    name: { ...text, description: 'Name of the hall as in the imported document.' },
    size: strict({ width: { type: 'number', exclusiveMinimum: 0 }, height: { type: 'number', exclusiveMinimum: 0 } }),
    categories: {
      type: 'array',
      minItems: 1,
      items: strict({ name: text, color: { type: 'string', pattern: '^#[0-9A-Fa-f]{6}$' } }),
    },
    sections: {
      type: 'array',
      minItems: 1,
      items: strict({
        name: { ...text, description: 'Unique in the chart.' },
        rows: {
          type: 'array',
          minItems: 1,
          items: strict({
            label: { ...text, description: 'As written on the row; unique in its section.' },
            seats: {
              type: 'array',
              minItems: 1,
              items: strict({
                index: { type: 'integer', minimum: 0, description: 'Address of the seat in maps, deltas and holds.' },
                guid: { ...text, description: 'seat_guid of the imported document.' },
                label: { ...text, description: 'Section, row and number, to be read aloud; unique in the chart.' },
                number: { ...text, description: 'As written on the seat.' },
                x: { type: 'number' },
                y: { type: 'number' },
                category: { ...text, description: 'Name of one of the categories.' },
                accessible: { type: 'boolean', description: 'Reachable and usable with a wheelchair.' },
              }),
            },
          }),
        },
      }),
    },
  }),
};
