import { formatPath, type Path } from "../paths";
import { isList, isPlainObject, partAt, type Plain, type PlainObject, word } from "./plain";
import type { RecordedResource, Recording } from "./recording";

/**
 * Thrown by a reader that does not find what every host, Meet or pool must have: a listener without a port, a group
 * without a template. A finding like any other, whereas any other error is a fault of the reader itself.
 */
export class Unreadable extends Error {
    public constructor(message: string) {
        super(message);
        this.name = "Unreadable";
    }
}

/** One object of a recording, read property by property: what is absent or of another kind is {@link Unreadable}. */
export class Reader {
    public constructor(
        /** How it is named in a report. */
        public readonly what: string,
        public readonly value: PlainObject,
    ) {}

    /** A property that may be absent. */
    public maybe(...path: Path): Plain | undefined {
        return partAt(this.value, path) ?? undefined;
    }

    public text(...path: Path): string {
        const value = this.maybe(...path);
        return typeof value === "string" ? value : this.fail(path, "a text");
    }

    public number(...path: Path): number {
        const value = this.maybe(...path);
        return typeof value === "number" ? value : this.fail(path, "a number");
    }

    /** True or false. */
    public flag(...path: Path): boolean {
        const value = this.maybe(...path);
        return typeof value === "boolean" ? value : this.fail(path, "true or false");
    }

    /** A number that the provider wants as text. */
    public numeral(...path: Path): number {
        const text = this.text(...path);
        return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : this.fail(path, "a number as text");
    }

    public object(...path: Path): Reader {
        const value = this.maybe(...path);
        return isPlainObject(value)
            ? new Reader(`${this.what}.${formatPath(path)}`, value)
            : this.fail(path, "an object");
    }

    public maybeObject(...path: Path): Reader | undefined {
        return this.maybe(...path) === undefined ? undefined : this.object(...path);
    }

    /** A list of objects; absent is empty. */
    public objects(...path: Path): Reader[] {
        return this.list(path).map((_, index) => this.object(...path, index));
    }

    /** A list of texts; absent is empty. */
    public texts(...path: Path): string[] {
        return this.list(path).map((_, index) => this.text(...path, index));
    }

    /** The only object of a list. */
    public only(...path: Path): Reader {
        const [first, ...others] = this.objects(...path);
        return first && others.length === 0 ? first : this.fail(path, "a list of one");
    }

    /** A text that holds JSON. */
    public json(...path: Path): Reader {
        const text = this.text(...path);
        const value = parseJson(text);
        return isPlainObject(value)
            ? new Reader(`${this.what}.${formatPath(path)}`, value)
            : this.fail(path, "an object as JSON");
    }

    private list(path: Path): readonly Plain[] {
        const value = this.maybe(...path) ?? [];
        return isList(value) ? value : this.fail(path, "a list");
    }

    private fail(path: Path, wanted: string): never {
        throw new Unreadable(`${this.what}: ${formatPath(path)} is not ${wanted}`);
    }
}

/** One recorded resource, its inputs read property by property. */
export class ResourceReader extends Reader {
    public constructor(public readonly resource: RecordedResource) {
        super(`${resource.type} ${resource.name}`, resource.inputs);
    }

    /** A computed attribute: the id, an ARN. */
    public attribute(name: string): string {
        return word(this.resource.attributes[name]);
    }
}

/** The resources of a recording, by kind and by what they refer to. */
export class RecordingReader {
    public readonly resources: readonly ResourceReader[];

    public constructor(public readonly recording: Recording) {
        this.resources = recording.resources.map((resource) => new ResourceReader(resource));
    }

    public all(type: string): ResourceReader[] {
        return this.resources.filter((reader) => reader.resource.type === type);
    }

    /** The only resource of its kind for which `which` holds. */
    public one(type: string, which: (reader: ResourceReader) => boolean = () => true): ResourceReader {
        const [first, ...others] = this.all(type).filter(which);
        if (!first || others.length > 0) {
            throw new Unreadable(`there is ${first ? "more than one" : "no"} ${type} where one is needed`);
        }
        return first;
    }

    /** The resource of this kind with this computed attribute. */
    public by(type: string, attribute: string, value: Plain | undefined): ResourceReader {
        return this.one(
            type,
            (reader) => reader.resource.attributes[attribute] === value && value !== undefined,
        );
    }
}

/** The value of a JSON text, or nothing. */
export function parseJson(text: string): Plain | undefined {
    try {
        return JSON.parse(text) as Plain;
    } catch {
        return undefined;
    }
}
