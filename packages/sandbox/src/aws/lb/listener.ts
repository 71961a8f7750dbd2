/** Listeners. */
import type { CloudView, Problem, ResourceModel, Values } from "../../model";
import { isIssued } from "../acm";
import { documented, region, resource, tags, upstream } from "../kit/define";
import { atLeastOne, matches, oneOf, problem, range, show } from "../kit/refuse";
import { CERTIFICATE, LISTENER, LOAD_BALANCER } from "../kit/tokens";
import { flag, isSet, number, text } from "../kit/values";
import { actionProblems } from "./actions";
import { APPLICATION_PROTOCOLS, kindOfArn, NETWORK_PROTOCOLS, targetGroupReferences } from "./kinds";

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const SSL_POLICY =
    /^ELBSecurityPolicy-(2016-08|TLS-1-[012]-2017-01|TLS-1-2-Ext-2018-06|FS-2018-06|FS-1-1-2019-08|FS-1-2(-Res)?-2019-08|FS-1-2-Res-2020-10|2015-05|TLS13-1-[0-3]-(2021-06|FIPS-2023-04|PQ-2025-09|FIPS-PQ-2025-09)|TLS13-1-2-(Res|Ext[0-2])-(2021-06|PQ-2025-09)|TLS13-1-2-(Res|Ext[0-2])-FIPS-(2023-04|PQ-2025-09)|TLS13-1-0-2025-09)$/;

const LISTENER_HEADERS = [
    "routingHttpRequestXAmznMtlsClientcertHeaderName",
    "routingHttpRequestXAmznMtlsClientcertIssuerHeaderName",
    "routingHttpRequestXAmznMtlsClientcertLeafHeaderName",
    "routingHttpRequestXAmznMtlsClientcertSerialNumberHeaderName",
    "routingHttpRequestXAmznMtlsClientcertSubjectHeaderName",
    "routingHttpRequestXAmznMtlsClientcertValidityHeaderName",
    "routingHttpRequestXAmznTlsCipherSuiteHeaderName",
    "routingHttpRequestXAmznTlsVersionHeaderName",
    "routingHttpResponseAccessControlAllowCredentialsHeaderValue",
    "routingHttpResponseAccessControlAllowHeadersHeaderValue",
    "routingHttpResponseAccessControlAllowMethodsHeaderValue",
    "routingHttpResponseAccessControlAllowOriginHeaderValue",
    "routingHttpResponseAccessControlExposeHeadersHeaderValue",
    "routingHttpResponseAccessControlMaxAgeHeaderValue",
    "routingHttpResponseContentSecurityPolicyHeaderValue",
    "routingHttpResponseServerEnabled",
    "routingHttpResponseStrictTransportSecurityHeaderValue",
    "routingHttpResponseXContentTypeOptionsHeaderValue",
    "routingHttpResponseXFrameOptionsHeaderValue",
];

export const listener: ResourceModel = resource({
    token: LISTENER,
    properties: {
        ...region,
        ...tags,
        ...upstream("internal/service/elbv2/listener.go", {
            replace: ["loadBalancerArn"],
            update: ["alpnPolicy", "certificateArn", "defaultActions", "port", "protocol", "sslPolicy"],
        }),
        ...documented("lb/listener.d.ts", {
            update: ["mutualAuthentication", "tcpIdleTimeoutSeconds", ...LISTENER_HEADERS],
        }),
    },
    references: [
        // A load balancer takes its listeners with it.
        { property: "loadBalancerArn", to: [LOAD_BALANCER], by: "arn", blocksDelete: false },
        { property: "certificateArn", to: [CERTIFICATE], by: "arn", except: /^arn:aws[a-z-]*:iam:/ },
        ...targetGroupReferences("defaultActions"),
    ],
    check: (inputs, cloud) => {
        const kind = kindOfArn(inputs.loadBalancerArn);
        const protocol = text(inputs.protocol)?.toUpperCase();
        const secure = protocol === "HTTPS" || protocol === "TLS";
        const protocols = kind === "network" ? NETWORK_PROTOCOLS : APPLICATION_PROTOCOLS;
        return [
            ...range(inputs, "port", 1, 65_535),
            ...(kind === "application" || kind === "network"
                ? protocol === undefined || protocols.includes(protocol)
                    ? []
                    : [
                          problem(
                              "protocol",
                              `is "${protocol}"; a listener of this ${kind} load balancer allows ${protocols.join(", ")}`,
                          ),
                      ]
                : oneOf(inputs, "protocol", [...APPLICATION_PROTOCOLS, ...NETWORK_PROTOCOLS, "GENEVE"])),
            ...matches(
                inputs,
                "sslPolicy",
                SSL_POLICY,
                "this security policy does not exist; for TLS 1.3 and 1.2 use ELBSecurityPolicy-TLS13-1-2-2021-06",
            ),
            ...(protocol !== undefined && !secure
                ? ["sslPolicy", "certificateArn", "alpnPolicy", "mutualAuthentication"]
                      .filter((property) => isSet(inputs[property]))
                      .map((property) =>
                          problem(
                              property,
                              `belongs to HTTPS and TLS listeners, the protocol is ${protocol}`,
                          ),
                      )
                : []),
            ...oneOf(inputs, "alpnPolicy", [
                "HTTP1Only",
                "HTTP2Only",
                "HTTP2Optional",
                "HTTP2Preferred",
                "None",
            ]),
            ...(isSet(inputs.alpnPolicy) && protocol === "HTTPS"
                ? [problem("alpnPolicy", "belongs to TLS listeners of network load balancers")]
                : []),
            ...oneOf(inputs, "mutualAuthentication.mode", ["off", "verify", "passthrough"]),
            ...range(inputs, "tcpIdleTimeoutSeconds", 60, 6000),
            ...actionProblems(inputs, "defaultActions", inputs.loadBalancerArn, cloud),
            ...certificateProblems(inputs, cloud),
        ];
    },
    checkCreate: (inputs, cloud) => {
        const protocol = text(inputs.protocol)?.toUpperCase();
        const kind = kindOfArn(inputs.loadBalancerArn);
        const sibling = cloud
            .list(LISTENER)
            .find(
                ({ outputs }) =>
                    outputs.loadBalancerArn === inputs.loadBalancerArn && outputs.port === inputs.port,
            );
        return [
            ...(kind === "gateway" ? [] : atLeastOne(inputs, "port")),
            ...(kind === "network" ? atLeastOne(inputs, "protocol") : []),
            ...(protocol === "HTTPS" || protocol === "TLS" ? atLeastOne(inputs, "certificateArn") : []),
            ...(sibling !== undefined && isSet(inputs.port)
                ? [
                      problem(
                          "port",
                          `is ${show(inputs.port)}; a listener already exists on this port of the load balancer`,
                      ),
                  ]
                : []),
        ];
    },
    id: (inputs, cloud) =>
        `${(text(inputs.loadBalancerArn) ?? "").replace(":loadbalancer/", ":listener/")}/${cloud.hex(16, "listener")}`,
    outputs: (inputs, id) => {
        const protocol = text(inputs.protocol)?.toUpperCase() ?? "HTTP";
        const secure = protocol === "HTTPS" || protocol === "TLS";
        return {
            arn: id,
            protocol,
            sslPolicy: secure ? (text(inputs.sslPolicy) ?? "ELBSecurityPolicy-2016-08") : "",
            routingHttpResponseServerEnabled: flag(inputs.routingHttpResponseServerEnabled) ?? true,
            ...(kindOfArn(inputs.loadBalancerArn) === "network"
                ? { tcpIdleTimeoutSeconds: number(inputs.tcpIdleTimeoutSeconds) ?? 350 }
                : {}),
        };
    },
});

/** UnsupportedCertificate: "The certificate … must have a fully-qualified domain name, a supported signature, …" */
function certificateProblems(inputs: Values, cloud: CloudView): readonly Problem[] {
    const certificate = cloud.find(CERTIFICATE, "arn", text(inputs.certificateArn) ?? "");
    return certificate === undefined || isIssued(certificate, cloud)
        ? []
        : [
              problem(
                  "certificateArn",
                  `is ${certificate.id}, which is not issued yet (PENDING_VALIDATION): publish its validation records ` +
                      "and use the certificateArn of a CertificateValidation",
              ),
          ];
}
