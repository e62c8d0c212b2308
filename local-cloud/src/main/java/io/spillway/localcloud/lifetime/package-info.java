/** What a run on this machine holds, and how all of it goes when the run ends, however it ends. */
package io.spillway.localcloud.lifetime;
