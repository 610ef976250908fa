/** Ids of everyone that the records speak of. */
export const ELEANOR = 'eleanor-voss';
export const MILA = 'mila-voss';
export const HAROLD = 'harold-quist';
export const JONAS = 'jonas-voss';
export const OKAFOR = 'amara-okafor';
export const CLINIC = 'clinic';
