/** Ids of everyone and every place that the records speak of. */
export const ELEANOR = 'eleanor-voss';
export const MILA = 'mila-voss';
export const HAROLD = 'harold-quist';
export const JONAS = 'jonas-voss';
export const OKAFOR = 'amara-okafor';
export const REYES = 'mateo-reyes';
export const CLINIC = 'clinic';
export const PAYER = 'silver-state-health';
export const WARD = 'ward-3';

/** Ids of the encounters that other resources happen in. */
export const ENCOUNTER = {
  eleanor2024: 'eleanor-visit-2024',
  eleanor2025: 'eleanor-visit-2025',
  eleanorStay: 'eleanor-stay-2026',
  mila: 'mila-checkup-2026',
  harold: 'harold-visit-2025',
} as const;
