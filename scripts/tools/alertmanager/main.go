// Judge says of alerts that are there together what Alertmanager does about each: whether another one keeps it quiet, who is told, and of what it is told together with.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"time"

	"github.com/prometheus/alertmanager/alert"
	"github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/dispatch"
	"github.com/prometheus/alertmanager/eventrecorder"
	"github.com/prometheus/alertmanager/inhibit"
	"github.com/prometheus/alertmanager/provider/mem"
	"github.com/prometheus/common/model"
)

type verdict struct {
	Quiet    bool     `json:"quiet"`
	Receiver string   `json:"receiver"`
	Together []string `json:"together"`
}

func inhibitor(ctx context.Context, configuration *config.Config, all []model.LabelSet) (*inhibit.Inhibitor, error) {
	silent := slog.New(slog.NewTextHandler(io.Discard, nil))
	alerts, err := mem.NewAlerts(ctx, time.Hour, 0, nil, silent, eventrecorder.NopRecorder(), nil, nil)
	if err != nil {
		return nil, err
	}
	for _, labels := range all {
		one := &alert.Alert{Alert: model.Alert{Labels: labels, StartsAt: time.Now(), EndsAt: time.Now().Add(time.Hour)}}
		if err := alerts.Put(ctx, one); err != nil {
			return nil, err
		}
	}
	made := inhibit.NewInhibitor(alerts, configuration.InhibitRules, silent, eventrecorder.NopRecorder())
	go made.Run()
	made.WaitForLoading()
	return made, nil
}

func judge(file string) ([]verdict, error) {
	configuration, err := config.LoadFile(file)
	if err != nil {
		return nil, err
	}
	var all []model.LabelSet
	if err := json.NewDecoder(os.Stdin).Decode(&all); err != nil {
		return nil, err
	}
	quiet, err := inhibitor(context.Background(), configuration, all)
	if err != nil {
		return nil, err
	}
	route := dispatch.NewRoute(configuration.Route, nil)
	said := []verdict{}
	for _, labels := range all {
		found := route.Match(labels)[0].RouteOpts
		together := []string{}
		for label := range found.GroupBy {
			together = append(together, string(label))
		}
		slices.Sort(together)
		said = append(said, verdict{quiet.Mutes(context.Background(), labels), found.Receiver, together})
	}
	return said, nil
}

func main() {
	said, err := judge(os.Args[1])
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(said)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
