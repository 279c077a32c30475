package io.memscope.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerRulesTest {
    private static final String[] MAIN = {
        "shop/Orders.main",
        "libjvm.so!JavaCalls::call_helper",
        "libjvm.so!jni_CallStaticVoidMethod",
        "libjli.so!JavaMain",
        "libc.so.6!start_thread"
    };

    private static final String[] LAUNCHER = {
        "sun/launcher/LauncherHelper.checkAndLoadMain",
        "libjvm.so!JavaCalls::call_helper",
        "libjli.so!JavaMain",
        "libc.so.6!start_thread"
    };

    private static SiteOwner owner(String[] outer, String... inner) {
        List<String> frames = new ArrayList<>(List.of(inner));
        frames.addAll(List.of(outer));
        return owner(frames.toArray(String[]::new));
    }

    private static SiteOwner owner(String... frames) {
        return OwnerRules.of(CallStacks.of(frames));
    }

    @Test
    void nothingIsKnownOfNoStack() {
        assertThat(owner()).isNull();
    }

    @Nested
    class OfNativePrograms {
        @Test
        void isTheProgramForItsOwnCode() {
            assertThat(
                            owner(
                                    "/bin/shop.so!add",
                                    "/bin/shop.so!main",
                                    "libc.so.6!__libc_start_main"))
                    .isEqualTo(SiteOwner.PROGRAM);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "strdup",
                    "__strdup",
                    "_IO_getline",
                    "__asprintf_chk",
                    "fopen64@@GLIBC_2.2.5"
                })
        void isTheCallerOfAFunctionThatHandsOutMemory(String function) {
            assertThat(owner("libc.so.6!" + function, "/bin/shop.so!main", "libc.so.6"))
                    .isEqualTo(SiteOwner.PROGRAM);
        }

        @Test
        void isTheCallerOfAFunctionThatIsJumpedTo() {
            assertThat(owner("libc.so.6", "libc.so.6", "/bin/shop.so!main"))
                    .isEqualTo(SiteOwner.PROGRAM);
        }

        @Test
        void isLibcForWhatItKeeps() {
            assertThat(
                            owner(
                                    "libc.so.6!_nl_load_locale",
                                    "libc.so.6!setlocale",
                                    "/bin/shop.so!main"))
                    .isEqualTo(SiteOwner.LIBC);
            assertThat(owner("libc.so.6!_IO_file_doallocate", "libc.so.6!getline", "/bin/shop.so"))
                    .isEqualTo(SiteOwner.LIBC);
            assertThat(owner("libc.so.6!__libc_setup_tls", "libc.so.6")).isEqualTo(SiteOwner.LIBC);
        }

        @Test
        void isTheCallerOfOperatorNew() {
            assertThat(
                            owner(
                                    "libstdc++.so.6!operator new(unsigned long)",
                                    "libstdc++.so.6!std::string::_M_create",
                                    "/bin/shop.so!main"))
                    .isEqualTo(SiteOwner.PROGRAM);
        }

        @Test
        void isTheRuntimeForTheReservesThatItMakesWhenLoaded() {
            assertThat(owner("libstdc++.so.6", "ld-linux-x86-64.so.2!call_init"))
                    .isEqualTo(SiteOwner.LIBC);
        }

        @Test
        void isTheLoaderForWhatItLoads() {
            assertThat(
                            owner(
                                    "ld-linux-x86-64.so.2!_dl_new_object",
                                    "libc.so.6!dlopen",
                                    "/bin/shop.so!main"))
                    .isEqualTo(SiteOwner.LOADER);
        }

        @Test
        void isTheProgramForWhatItsLibrariesDoWhenLoaded() {
            assertThat(owner("libplugin.so!init", "ld-linux-x86-64.so.2!call_init"))
                    .isEqualTo(SiteOwner.PROGRAM);
        }

        @Test
        void isTheProgramForGeneratedCode() {
            assertThat(owner("generated", "/bin/node.so!main")).isEqualTo(SiteOwner.PROGRAM);
        }
    }

    @Nested
    class OfJavaPrograms {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "libjvm.so!os::malloc(unsigned long, MemTag)",
                    "libjvm.so!_ZN2os6mallocEm6MemTag",
                    "libjvm.so"
                })
        void isTheVirtualMachineForJavaWhenUnsafeIsAskedForMemory(String innermost) {
            assertThat(
                            owner(
                                    MAIN,
                                    innermost,
                                    "native jdk/internal/misc/Unsafe.allocateMemory0",
                                    "java/nio/DirectByteBuffer.<init>"))
                    .isEqualTo(SiteOwner.JVM_FOR_JAVA);
        }

        @Test
        void isTheVirtualMachineWhenItCompilesUnsafeMeanwhile() {
            assertThat(
                            owner(
                                    MAIN,
                                    "libjvm.so!os::malloc",
                                    "libjvm.so!CompileTask::allocate",
                                    "native jdk/internal/misc/Unsafe.allocateMemory0"))
                    .isEqualTo(SiteOwner.JVM);
        }

        @Test
        void isTheProgramForADowncall() {
            assertThat(owner(MAIN)).isEqualTo(SiteOwner.PROGRAM);
            assertThat(owner(MAIN, "libc.so.6!strdup")).isEqualTo(SiteOwner.PROGRAM);
            assertThat(owner(MAIN, "generated", "native com/kenai/jffi/Foreign.invokeL1"))
                    .isEqualTo(SiteOwner.PROGRAM);
        }

        @Test
        void isTheProgramForItsNativeLibraries() {
            assertThat(
                            owner(
                                    MAIN,
                                    "librocksdbjni.so!new",
                                    "native org/rocksdb/ReadOptions.newReadOptions"))
                    .isEqualTo(SiteOwner.PROGRAM);
            assertThat(
                            owner(
                                    MAIN,
                                    "libfoo.so!JNI_OnLoad",
                                    "libjava.so!Java_jdk_internal_loader_NativeLibraries_load",
                                    "native jdk/internal/loader/NativeLibraries.load"))
                    .isEqualTo(SiteOwner.PROGRAM);
        }

        @Test
        void isTheVirtualMachineForJavaForTheJdksLibraries() {
            assertThat(
                            owner(
                                    MAIN,
                                    "libzip.so!deflateInit2_",
                                    "libzip.so!Java_java_util_zip_Deflater_init",
                                    "native java/util/zip/Deflater.init"))
                    .isEqualTo(SiteOwner.JVM_FOR_JAVA);
        }

        @Test
        void isTheSameForLibrariesThatTheJdkUses() {
            assertThat(
                            owner(
                                    MAIN,
                                    "libz.so.1!deflateInit2_",
                                    "libzip.so!Java_java_util_zip_Deflater_init",
                                    "native java/util/zip/Deflater.init"))
                    .isEqualTo(SiteOwner.JVM_FOR_JAVA);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "jni_GetStringUTFChars",
                    "jni_GetByteArrayElements",
                    "jni_GetStringChars"
                })
        void isTheVirtualMachineForJavaForCopiesOfJni(String function) {
            assertThat(
                            owner(
                                    MAIN,
                                    "libjvm.so!os::malloc",
                                    "libjvm.so!" + function,
                                    "libfoo.so!Java_shop_Orders_put",
                                    "native shop/Orders.put"))
                    .isEqualTo(SiteOwner.JVM_FOR_JAVA);
        }

        @Test
        void isTheVirtualMachineForWhatElseItDoesForJavaCode() {
            assertThat(owner(MAIN, "libjvm.so!os::malloc", "libjvm.so!SystemDictionary::resolve"))
                    .isEqualTo(SiteOwner.JVM);
            assertThat(
                            owner(
                                    MAIN,
                                    "libjvm.so!os::malloc",
                                    "libjvm.so!jni_GetMethodID",
                                    "libfoo.so!Java_shop_Orders_put",
                                    "native shop/Orders.put"))
                    .isEqualTo(SiteOwner.JVM);
            assertThat(
                            owner(
                                    MAIN,
                                    "libjvm.so!os::malloc",
                                    "libjvm.so!JVM_DefineClassWithSource",
                                    "libjava.so!Java_java_lang_ClassLoader_defineClass1",
                                    "native java/lang/ClassLoader.defineClass1"))
                    .isEqualTo(SiteOwner.JVM);
        }

        @Test
        void isTheVirtualMachineForItsThreads() {
            assertThat(
                            owner(
                                    "libjvm.so!os::malloc",
                                    "libjvm.so!G1Foo::work",
                                    "libc.so.6!start_thread"))
                    .isEqualTo(SiteOwner.JVM);
        }

        @Test
        void isTheVirtualMachineWhileTheJdkStarts() {
            assertThat(
                            owner(
                                    LAUNCHER,
                                    "libzip.so!inflateInit2_",
                                    "native java/util/zip/Inflater.init"))
                    .isEqualTo(SiteOwner.JVM);
            assertThat(owner("libjli.so!JLI_Launch", "/jdk/bin/java.so!main"))
                    .isEqualTo(SiteOwner.JVM);
        }

        @Test
        void isTheVirtualMachineForJavaInThreadsOfTheJdk() {
            assertThat(
                            owner(
                                    "libjvm.so!os::malloc",
                                    "native jdk/internal/misc/Unsafe.allocateMemory0",
                                    "sun/nio/ch/Util.getTemporaryDirectBuffer",
                                    "java/lang/Thread.run",
                                    "libjvm.so!JavaThread::run",
                                    "libc.so.6!start_thread"))
                    .isEqualTo(SiteOwner.JVM_FOR_JAVA);
        }
    }

    @Nested
    class OfTheRecorder {
        @Test
        void isMemscopeForWhatItsAgentAsksFor() {
            assertThat(
                            owner(
                                    MAIN,
                                    "libjvm.so!os::malloc",
                                    "libjvm.so!jvmti_GetClassMethods",
                                    "libmemscope.so",
                                    "libjvm.so!JvmtiExport::post_class_prepare"))
                    .isEqualTo(SiteOwner.MEMSCOPE);
        }

        @Test
        void isNotMemscopeForTheVirtualMachineThatItSawCreated() {
            String[] creation = {"libmemscope.so", "libjli.so!JavaMain", "libc.so.6"};
            assertThat(owner(creation, "libjvm.so!os::malloc", "libjvm.so!JNI_CreateJavaVM"))
                    .isEqualTo(SiteOwner.JVM);
            assertThat(owner(creation, "libjvm.so", "libjvm.so")).isEqualTo(SiteOwner.JVM);
        }

        @Test
        void isNotMemscopeForWhatItsHooksLeadTo() {
            assertThat(
                            owner(
                                    "ld-linux-x86-64.so.2!_dl_allocate_tls",
                                    "libc.so.6!pthread_create",
                                    "libmemscope.so",
                                    "libjvm.so!os::create_thread"))
                    .isEqualTo(SiteOwner.LOADER);
        }
    }
}
