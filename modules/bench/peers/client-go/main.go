// SPDX-License-Identifier: MIT-0

// Does with client-go what the programs of the three Java modules do: `list-pods`, with `--repeat`
// once for each line on standard input; `watch-pods`; `cache-pods`, which also prints what it needs.
package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	config, err := rest.InClusterConfig()
	if err != nil {
		return err
	}
	config.QPS = -1 // or client-go lets five requests a second pass after the first ten
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	namespace, err := os.ReadFile("/var/run/secrets/kubernetes.io/serviceaccount/namespace")
	if err != nil {
		return err
	}
	switch {
	case args[0] == "cache-pods":
		return cachePods(client, string(namespace))
	case args[0] == "watch-pods":
		return watchPods(client, string(namespace))
	case !slices.Contains(args, "--repeat"):
		return listPods(client, string(namespace))
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if err := listPods(client, string(namespace)); err != nil {
			return err
		}
	}
	return lines.Err()
}

func listPods(client kubernetes.Interface, namespace string) error {
	out := bufio.NewWriter(os.Stdout)
	options := metav1.ListOptions{Limit: 500}
	pods := 0
	for {
		page, err := client.CoreV1().Pods(namespace).List(context.Background(), options)
		if err != nil {
			return err
		}
		for _, pod := range page.Items {
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", pod.Namespace, pod.Name, pod.Status.Phase, pod.UID)
		}
		pods += len(page.Items)
		if options.Continue = page.Continue; page.Continue == "" {
			fmt.Fprintf(out, "%d pods\n", pods)
			return out.Flush()
		}
	}
}

func watchPods(client kubernetes.Interface, namespace string) error {
	pods := client.CoreV1().Pods(namespace)
	watch, err := pods.Watch(context.Background(), metav1.ListOptions{})
	if err != nil {
		return err
	}
	for event := range watch.ResultChan() {
		pod, isPod := event.Object.(*corev1.Pod)
		if !isPod {
			return fmt.Errorf("%s: %v", event.Type, event.Object)
		}
		fmt.Printf("CHANGED\t%s\t%s\n", pod.Name, pod.Status.Phase)
	}
	return fmt.Errorf("the watch ended")
}

func cachePods(client kubernetes.Interface, namespace string) error {
	factory := informers.NewSharedInformerFactoryWithOptions(
		client, time.Hour, informers.WithNamespace(namespace))
	informer := factory.Core().V1().Pods().Informer()
	factory.Start(context.Background().Done())
	if !cache.WaitForCacheSync(context.Background().Done(), informer.HasSynced) {
		return fmt.Errorf("the cache was not filled")
	}
	var memory runtime.MemStats
	runtime.GC()
	runtime.GC() // what the first one only marked as free
	runtime.ReadMemStats(&memory)
	fmt.Printf("synced: %d pods, %d bytes in use\n", len(informer.GetStore().List()), memory.HeapAlloc)
	_, err := io.Copy(io.Discard, os.Stdin)
	runtime.KeepAlive(informer)
	return err
}
