// Scrapes prints what the operator of Prometheus makes of its objects: the configuration that Prometheus reads.
package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"

	monitoringv1 "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"github.com/prometheus-operator/prometheus-operator/pkg/assets"
	"github.com/prometheus-operator/prometheus-operator/pkg/prometheus"
	v1 "k8s.io/api/core/v1"
)

type objects struct {
	Prometheus      monitoringv1.Prometheus
	ServiceMonitors []*monitoringv1.ServiceMonitor
	PodMonitors     []*monitoringv1.PodMonitor
	Probes          []*monitoringv1.Probe
	Secrets         []*v1.Secret
}

func (all objects) secrets() []any {
	found := []any{}
	for _, one := range all.Secrets {
		found = append(found, one)
	}
	return found
}

type named interface {
	GetName() string
	GetNamespace() string
}

func byName[T named](all []T) map[string]T {
	found := map[string]T{}
	for _, one := range all {
		found[one.GetNamespace()+"/"+one.GetName()] = one
	}
	return found
}

func run(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var there objects
	if err := json.Unmarshal(text, &there); err != nil {
		return err
	}
	generator, err := prometheus.NewConfigGenerator(slog.New(slog.NewTextHandler(os.Stderr, nil)), &there.Prometheus, prometheus.WithEndpointSliceSupport())
	if err != nil {
		return err
	}
	store := assets.NewTestStoreBuilder(there.secrets()...)
	made, err := generator.GenerateServerConfiguration(
		&there.Prometheus, byName(there.ServiceMonitors), byName(there.PodMonitors), byName(there.Probes),
		nil, store, nil, nil, nil, nil,
	)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(made)
	return err
}

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
