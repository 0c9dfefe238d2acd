/** One identity provider's integration of a tenant. `tolerance` says whether named quirks of the provider are mended. */
export interface Connection {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly tolerance: 'tolerant' | 'strict';
  readonly createdAt: Date;
}
