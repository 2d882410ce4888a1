//go:build tools

package cluster

import _ "go.etcd.io/etcd/server/v3"
