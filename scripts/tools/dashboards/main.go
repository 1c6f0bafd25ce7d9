// Reads pages of Grafana as its own types are, and says what does not fit: a field that nobody knows, one that is missing, a value that cannot be.
package main

import (
	"fmt"
	"os"

	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

func main() {
	plugins.RegisterDefaultPlugins()
	wrong := false
	for _, file := range os.Args[1:] {
		text, err := os.ReadFile(file)
		if err == nil {
			page := dashboard.Dashboard{}
			if err = page.UnmarshalJSONStrict(text); err == nil {
				err = page.Validate()
			}
		}
		// Nothing wrong is an empty list of errors, which is an error by its type.
		if err != nil && err.Error() != "" {
			wrong = true
			fmt.Printf("%s: %v\n", file, err)
		}
	}
	if wrong {
		os.Exit(1)
	}
}
