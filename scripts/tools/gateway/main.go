// Translates what people tell Envoy Gateway, as its controller does, and says what became of it: the statuses that it writes, and what Envoy is told.
package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"os"
	"time"

	egv1a1 "github.com/envoyproxy/gateway/api/v1alpha1"
	"github.com/envoyproxy/gateway/api/v1alpha1/validation"
	"github.com/envoyproxy/gateway/internal/gatewayapi"
	"github.com/envoyproxy/gateway/internal/gatewayapi/resource"
	"github.com/envoyproxy/gateway/internal/logging"
	"github.com/envoyproxy/gateway/internal/xds/bootstrap"
	"github.com/envoyproxy/gateway/internal/xds/translator"
	xds "github.com/envoyproxy/gateway/internal/xds/types"
	"google.golang.org/protobuf/encoding/protojson"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	gwapiv1 "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/yaml"
)

type said struct {
	Resources *resource.Resources                     `json:"resources"`
	Told      map[string]map[string][]json.RawMessage `json:"told"`
	// What a proxy starts with, before it is told anything.
	Bootstrap json.RawMessage `json:"bootstrap"`
}

func main() {
	input, err := io.ReadAll(os.Stdin)
	fail(err)
	resources, err := resource.LoadResourcesFromYAMLBytes(input, false, nil)
	fail(err)
	home := resources.EnvoyProxyForGatewayClass.Namespace
	// The loader of Envoy Gateway forgets labels, by which listeners let routes in, and who stands behind a Service.
	resources.Namespaces = written[corev1.Namespace](input, "Namespace")
	resources.EndpointSlices = written[discoveryv1.EndpointSlice](input, "EndpointSlice")
	resources.Secrets = append(resources.Secrets, certificates(resources.Gateways, home)...)
	for _, service := range resources.Services {
		service.Spec.ClusterIP = "10.96.1.2"
	}
	fail(validation.ValidateEnvoyProxy(resources.EnvoyProxyForGatewayClass))
	quiet := logging.DefaultLogger(io.Discard, egv1a1.LogLevelInfo)
	result, err := (&gatewayapi.Translator{
		GatewayControllerName: string(resources.GatewayClass.Spec.ControllerName),
		GatewayClassName:      gwapiv1.ObjectName(resources.GatewayClass.Name),
		ControllerNamespace:   home,
		// Where nobody says who stands behind a Service, it is asked itself.
		EndpointRoutingDisabled: len(resources.EndpointSlices) == 0,
		MergeGateways:           gatewayapi.IsMergeGatewaysEnabled(resources),
		Logger:                  quiet,
	}).Translate(resources)
	fail(err)
	told := map[string]map[string][]json.RawMessage{}
	for name, graph := range result.XdsIR {
		table, err := (&translator.Translator{Logger: quiet}).Translate(graph)
		fail(err)
		told[name] = messages(table)
	}
	fail(json.NewEncoder(os.Stdout).Encode(said{&result.Resources, told, started()}))
}

// Zones are nobody's to say here: the platform has that part of the chart off as well.
func started() []byte {
	text, err := bootstrap.GetRenderedBootstrapConfig(&bootstrap.RenderBootstrapConfigOptions{TopologyInjectorDisabled: true})
	fail(err)
	found, err := yaml.YAMLToJSON([]byte(text))
	fail(err)
	return found
}

// All objects of a kind, as they were written.
func written[Kind any](input []byte, kind string) []*Kind {
	found := []*Kind{}
	fail(resource.IterYAMLBytes(input, func(text []byte) error {
		named := metav1.TypeMeta{}
		if err := yaml.Unmarshal(text, &named); err != nil || named.Kind != kind {
			return err
		}
		one := new(Kind)
		found = append(found, one)
		return yaml.Unmarshal(text, one)
	}))
	return found
}

// What cert-manager would bring for each listener, and the chart for the controller.
func certificates(gateways []*gwapiv1.Gateway, home string) []*corev1.Secret {
	found := []*corev1.Secret{certificate("envoy", home, "envoy")}
	for _, gateway := range gateways {
		for _, listener := range gateway.Spec.Listeners {
			if listener.TLS == nil {
				continue
			}
			for _, wanted := range listener.TLS.CertificateRefs {
				found = append(found, certificate(string(wanted.Name), gateway.Namespace, string(*listener.Hostname)))
			}
		}
	}
	return found
}

func certificate(name, namespace, host string) *corev1.Secret {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	fail(err)
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		DNSNames:     []string{host},
		NotBefore:    now,
		NotAfter:     now.Add(time.Hour),
	}
	signed, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	fail(err)
	secret, err := x509.MarshalECPrivateKey(key)
	fail(err)
	return &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace},
		Type:       corev1.SecretTypeTLS,
		Data: map[string][]byte{
			"tls.crt": block("CERTIFICATE", signed),
			"tls.key": block("EC PRIVATE KEY", secret),
			"ca.crt":  block("CERTIFICATE", signed),
		},
	}
}

func block(kind string, content []byte) []byte {
	text := bytes.Buffer{}
	fail(pem.Encode(&text, &pem.Block{Type: kind, Bytes: content}))
	return text.Bytes()
}

// What Envoy is told, by its kind.
func messages(table *xds.ResourceVersionTable) map[string][]json.RawMessage {
	found := map[string][]json.RawMessage{}
	for kind, resources := range table.XdsResources {
		for _, one := range resources {
			text, err := protojson.Marshal(one)
			fail(err)
			found[kind] = append(found[kind], text)
		}
	}
	return found
}

func fail(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
