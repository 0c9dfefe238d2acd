/** RFC 7644 §3.2; one request of Microsoft's collection asks for them in lower case (AzureAD/SCIMReferenceCode, PostmanCollection.json). */
export const ENDPOINTS = ['Users', 'Groups', 'Bulk', 'Me', 'Schemas', 'ResourceTypes', 'ServiceProviderConfig'];
