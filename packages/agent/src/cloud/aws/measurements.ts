import { PutMetricDataCommand, type CloudWatchClient, type Dimension } from "@aws-sdk/client-cloudwatch";
import { MEASUREMENT_NAMESPACE } from "@bridgepool/core/shared";

import type { Measurement, Measurements } from "../../ports/cloud";
import { call } from "./calls";

/** Metrics of CloudWatch, with one dimension: every combination of dimensions is a metric that is paid for. */
export class CloudWatchMeasurements implements Measurements {
    /** @param dimension asked for with every call; whoever gives it remembers it */
    public constructor(
        private readonly client: CloudWatchClient,
        private readonly dimension: () => Promise<Dimension>,
    ) {}

    public async publish(measurements: readonly Measurement[]): Promise<void> {
        if (measurements.length === 0) return;
        const dimension = await this.dimension();
        const command = new PutMetricDataCommand({
            Namespace: MEASUREMENT_NAMESPACE,
            MetricData: measurements.map(({ name, value }) => ({
                MetricName: name,
                Value: value,
                Dimensions: [dimension],
            })),
        });
        await call("The measurements cannot be published", (abortSignal) =>
            this.client.send(command, { abortSignal }),
        );
    }
}
