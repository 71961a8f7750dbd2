/** Names such as `gently-brave-otter`. */
import { randomInt } from "node:crypto";

const adverbs =
    "boldly calmly deeply early fairly gently gladly highly kindly lately mainly neatly openly quickly rarely safely softly truly warmly wisely".split(
        " ",
    );
const adjectives =
    "able brave bright calm clear eager fair fresh glad happy keen kind light lively merry noble patient proud quick quiet sharp steady sunny warm".split(
        " ",
    );
const animals =
    "badger beaver bee cat cod crane deer dove eagle finch fox goose hare heron horse lark lynx mole otter owl robin seal swan wren".split(
        " ",
    );

/** The last word is an animal, the one before it an adjective, all others adverbs. */
export function petName(words: number): readonly string[] {
    return Array.from({ length: words }, (_, i) => {
        const fromEnd = words - 1 - i;
        const list = fromEnd === 0 ? animals : fromEnd === 1 ? adjectives : adverbs;
        return list[randomInt(list.length)] ?? "";
    });
}
