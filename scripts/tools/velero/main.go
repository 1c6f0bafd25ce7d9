// Velero prints the figures of Velero, as its own code counts them after one backup of a schedule.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/expfmt"
	"github.com/vmware-tanzu/velero/pkg/metrics"
)

func main() {
	const schedule = "academy-qa-daily"
	server := metrics.NewServerMetrics()
	server.RegisterAllMetrics()
	server.InitSchedule(schedule)
	server.RegisterBackupAttempt(schedule)
	server.RegisterBackupSuccess(schedule)
	server.RegisterBackupDuration(schedule, 60)
	server.SetBackupTarballSizeBytesGauge(schedule, 1)
	server.SetBackupLastSuccessfulTimestamp(schedule, time.Unix(1_790_000_000, 0))
	server.SetBackupTotal(1)
	server.SetRestoreTotal(0)
	server.RegisterBackupLocationAvailable("academy-qa-offsite")
	families, err := prometheus.DefaultGatherer.Gather()
	for _, family := range families {
		if _, problem := expfmt.MetricFamilyToText(os.Stdout, family); problem != nil {
			err = problem
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
