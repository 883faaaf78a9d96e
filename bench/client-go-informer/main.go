// The contender of the memory benchmark: a client-go informer on pods, as most controllers and dashboards use it.
//
//	client-go-informer full|lean <kubeconfig>...
//
// Prints its resident memory before the informer starts and again when it is asked to by a line on its input, each as
// one line of JSON. `full` keeps pods whole; `lean` drops managedFields by a transform, the usual advice for saving
// memory. Both read protobuf, the leanest form the API server sends.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

func main() {
	if len(os.Args) < 3 {
		fail(fmt.Errorf("usage: client-go-informer full|lean <kubeconfig>..."))
	}
	lean := os.Args[1] == "lean"
	var clients []*kubernetes.Clientset
	for _, file := range os.Args[2:] {
		config, err := clientcmd.BuildConfigFromFlags("", file)
		fail(err)
		config.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
		config.ContentType = "application/vnd.kubernetes.protobuf"
		client, err := kubernetes.NewForConfig(config)
		fail(err)
		_, err = client.Discovery().ServerVersion()
		fail(err)
		clients = append(clients, client)
	}
	report("empty", 0)

	started := time.Now()
	stop := make(chan struct{})
	var informed []cache.SharedIndexInformer
	for _, client := range clients {
		factory := informers.NewSharedInformerFactory(client, 0)
		pods := factory.Core().V1().Pods().Informer()
		if lean {
			fail(pods.SetTransform(withoutManagedFields))
		}
		factory.Start(stop)
		informed = append(informed, pods)
	}
	for _, pods := range informed {
		if !cache.WaitForCacheSync(stop, pods.HasSynced) {
			fail(fmt.Errorf("an informer did not sync"))
		}
	}
	fmt.Printf("{\"synced_ms\":%d}\n", time.Since(started).Milliseconds())
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		held := 0
		for _, pods := range informed {
			held += len(pods.GetStore().ListKeys())
		}
		report("loaded", held)
	}
	close(stop)
}

func withoutManagedFields(object any) (any, error) {
	if pod, ok := object.(*corev1.Pod); ok {
		pod.ManagedFields = nil
	}
	return object, nil
}

func report(when string, pods int) {
	fmt.Printf("{\"when\":%q,\"pods\":%d,\"rss_kb\":%d}\n", when, pods, residentKB())
}

func residentKB() int {
	text, err := os.ReadFile("/proc/self/status")
	fail(err)
	for _, line := range strings.Split(string(text), "\n") {
		if rest, found := strings.CutPrefix(line, "VmRSS:"); found {
			kilobytes, err := strconv.Atoi(strings.Fields(rest)[0])
			fail(err)
			return kilobytes
		}
	}
	fail(fmt.Errorf("no VmRSS"))
	return 0
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
