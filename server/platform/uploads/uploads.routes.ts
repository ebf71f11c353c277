import { continueUpload, createUpload, describeUploads, dropUpload, readUploadOffset } from '#shared/contracts/bids.ts'
import type { HttpRegistrar, RouteInput } from '../http/http.ts'
import type { Uploads } from './uploads.ts'

/** The tus endpoints: for sealed bids and for tender documents alike. */
export function registerUploadRoutes(http: HttpRegistrar, { uploads }: { readonly uploads: Uploads }): void {
  const answer = async (
    { exchange, address }: Pick<RouteInput, 'exchange' | 'address'>,
    capability?: string,
  ): Promise<'handled'> => {
    await uploads.handle(exchange.request, exchange.response, { address, capability })
    return 'handled'
  }
  http.route(createUpload, (input) => answer(input))
  http.route(describeUploads, (input) => answer(input))
  http.route(readUploadOffset, (input) => answer(input, input.params.capability))
  http.route(continueUpload, (input) => answer(input, input.params.capability))
  http.route(dropUpload, (input) => answer(input, input.params.capability))
}
