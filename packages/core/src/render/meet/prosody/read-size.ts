/**
 * How much Prosody reads at once: whole TLS records (16 KiB) instead of 4 KiB.
 *
 * From version 2.6 on, the XML parser (libexpat) does not look again at an unfinished tag until twice as much of it has
 * come. So when a read ends in the middle of a tag and the rest of the stanza is shorter than that part, the stanza
 * lies there until the sender says something else: seen with Prosody 13.0.1 and libexpat 2.8.3 of Debian 13, which
 * the image has too. A Colibri answer of more than 4 KiB would meet this once in a while, and a participant would wait.
 */
export const READ_SIZE = `-- Whole TLS records, or the XML parser waits for more where nothing more comes.
network_default_read_size = 65536
`;
