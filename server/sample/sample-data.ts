/** Level of a user who administers the CRM, and of one who does not. */
const [ADMINISTRATOR, REP] = [5, 3] as const;

/** Invented people and companies on domains kept for examples. */
export const sampleUsers = [
  { name: 'Nora', lastName: 'Lind', email: 'nora.lind@northside.example', manager: null, level: ADMINISTRATOR },
  { name: 'Mateo', lastName: 'Vidal', email: 'mateo.vidal@northside.example', manager: 0, level: REP },
  { name: 'Ines', lastName: 'Roth', email: 'ines.roth@northside.example', manager: 0, level: REP },
] as const;

export interface SampleCompany {
  name: string;
  domain: string;
  city: string;
  postcode: string;
  address: string;
  /** ISO 3166 code of a country in the tenant's list. */
  country: 'DE' | 'ES' | 'FR' | 'GB' | 'SE';
  phone: string;
  /** Index into {@link sampleUsers}. */
  owner: 0 | 1 | 2;
  /** Seen only by its owner and those above; the others are open to all colleagues. */
  isPrivate?: true;
  people: { firstName: string; lastName: string; email: string; email2?: string; phone: string }[];
}

export const sampleCompanies: readonly SampleCompany[] = [
  {
    name: 'Birch Tools AB',
    domain: 'birch.example',
    city: 'Lund',
    postcode: '22350',
    address: 'Hamngatan 1',
    country: 'SE',
    phone: '+46 555 0120',
    owner: 0,
    people: [
      { firstName: 'Omar', lastName: 'Haddad', email: 'omar.haddad@birch.example', phone: '+46 555 0121' },
      { firstName: 'Sara', lastName: 'Nilsson', email: 'sara.nilsson@birch.example', phone: '+46 555 0122' },
      { firstName: 'Åke', lastName: 'Öberg', email: 'ake.oberg@birch.example', phone: '+46 555 0123' },
    ],
  },
  {
    name: 'Costa Fría SL',
    domain: 'costafria.example',
    city: 'Cádiz',
    postcode: '11004',
    address: 'Calle del Puerto 12',
    country: 'ES',
    phone: '+34 555 0130',
    owner: 1,
    people: [
      { firstName: 'Lucía', lastName: 'Peña', email: 'lucia.pena@costafria.example', phone: '+34 555 0131' },
      { firstName: 'Diego', lastName: 'Arroyo', email: 'diego.arroyo@costafria.example', phone: '+34 555 0132' },
      {
        firstName: 'Marta',
        lastName: 'Soler',
        email: 'marta.soler@costafria.example',
        email2: 'marta@soler.example',
        phone: '+34 555 0133',
      },
    ],
  },
  {
    name: 'Larkfield Instruments Ltd',
    domain: 'larkfield.example',
    city: 'Leeds',
    postcode: 'LS1 4AP',
    address: '8 Mill Lane',
    country: 'GB',
    phone: '+44 555 0140',
    owner: 0,
    people: [
      { firstName: 'Priya', lastName: 'Shah', email: 'priya.shah@larkfield.example', phone: '+44 555 0141' },
      { firstName: 'Tom', lastName: 'O’Hara', email: 'tom.ohara@larkfield.example', phone: '+44 555 0142' },
    ],
  },
  {
    name: 'Atelier Moulin SARL',
    domain: 'moulin.example',
    city: 'Lyon',
    postcode: '69002',
    address: '3 rue des Tisseurs',
    country: 'FR',
    phone: '+33 555 0150',
    owner: 2,
    people: [
      { firstName: 'Chloé', lastName: 'Garnier', email: 'chloe.garnier@moulin.example', phone: '+33 555 0151' },
      { firstName: 'Hugo', lastName: 'Petit', email: 'hugo.petit@moulin.example', phone: '+33 555 0152' },
    ],
  },
  {
    name: 'Rotstein Maschinenbau GmbH',
    domain: 'rotstein.example',
    city: 'Kassel',
    postcode: '34117',
    address: 'Werkstraße 20',
    country: 'DE',
    phone: '+49 555 0160',
    owner: 2,
    people: [
      { firstName: 'Jürgen', lastName: 'Weiß', email: 'juergen.weiss@rotstein.example', phone: '+49 555 0161' },
      { firstName: 'Katrin', lastName: 'Blum', email: 'katrin.blum@rotstein.example', phone: '+49 555 0162' },
      { firstName: 'Ayşe', lastName: 'Demir', email: 'ayse.demir@rotstein.example', phone: '+49 555 0163' },
    ],
  },
  {
    name: 'Harbour & Sons',
    domain: 'harbour.example',
    city: 'Bristol',
    postcode: 'BS1 5TY',
    address: '41 Quay Street',
    country: 'GB',
    phone: '+44 555 0170',
    owner: 1,
    people: [
      { firstName: 'Grace', lastName: 'Harbour', email: 'grace@harbour.example', phone: '+44 555 0171' },
      { firstName: 'Leo', lastName: 'Okafor', email: 'leo@harbour.example', phone: '+44 555 0172' },
    ],
  },
  {
    name: 'Vela Nord SL',
    domain: 'velanord.example',
    city: 'Girona',
    postcode: '17001',
    address: 'Plaça del Vi 5',
    country: 'ES',
    phone: '+34 555 0180',
    owner: 1,
    isPrivate: true,
    people: [{ firstName: 'Núria', lastName: 'Bosch', email: 'nuria.bosch@velanord.example', phone: '+34 555 0181' }],
  },
];
