// Parts of xmpp.js that have no types of their own.
declare module "@xmpp/tcp/lib/Connection.js" {
    import type { Socket } from "node:net";
    import type { TLSSocket } from "node:tls";
    import Connection from "@xmpp/connection";
    import type { Element } from "@xmpp/xml";

    export default class TcpConnection extends Connection {
        public headerElement(): Element;
        public socketParameters(service: string): unknown;
        /** Takes a socket that is connected. */
        public _attachSocket(socket: Socket | (TLSSocket & { readonly secure: true })): void;
        public _detachSocket(): void;
    }
}
